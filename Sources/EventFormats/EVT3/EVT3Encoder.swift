public import Events

/// Encodes Prophesee RAW with EVT3 words; whatever it writes, `RAWDecoder` reads back unchanged.
///
/// Four or more events of one time, row and polarity that follow each other from left to right within 32 columns become a
/// vector; the last such group is kept back until an event comes that does not belong to it. The row is sent again whenever the
/// upper half of the time changes, so that a decoder that has lost bytes finds in again. Throws `notRepresentable` for pixels
/// beyond 2047 or outside the sensor, trigger channels beyond 15, and times before 0 or before the current upper half of the
/// time, which is 4096 microseconds wide. Source: `EVT3`.
public struct EVT3Encoder: EventEncoder {
  /// So many events of a group are fewer words as a vector.
  private static let leastVectorEvents = 4

  private let options: RAWEncodingOptions
  private let timeHighIntervalMicroseconds: Int64
  private let limits: RAWEncodingLimits
  private let width: Int
  private var time: RAWEncodingTime
  private var hasBegun = false
  private var group: Group?
  private var sentLow: UInt32?
  private var sentRow: UInt16?
  /// The time at which `TIME_HIGH` was sent last.
  private var timeHighTime = Int64.min
  /// Bytes given so far.
  private var byteCount: UInt64 = 0

  /// Events that may share a vector.
  private struct Group: Sendable {
    var time: Int64
    var y: UInt16
    var polarity: Polarity
    /// Column of the first event.
    var x: UInt16
    /// Bit i stands for column `x + i`.
    var mask: UInt32 = 1
    /// Lower bits of the time.
    var low: UInt32

    /// Takes an event where it belongs here and lies right of all others.
    mutating func take(_ event: Event) -> Bool {
      guard event.time == time, event.y == y, event.polarity == polarity, event.x > x, event.x - x < 32,
        mask >> UInt32(event.x - x) == 0
      else { return false }
      mask |= 1 << UInt32(event.x - x)
      return true
    }
  }

  /// Creates an encoder at the start of a stream.
  ///
  /// - Parameters:
  ///   - options: what is written beside the events.
  ///   - timeHighIntervalMicroseconds: where not nil, the upper half of the time is sent again before an event that comes so
  ///     much or more after it was sent last; sensors do it every 16, which the vendor's software needs to seek fast.
  public init(options: RAWEncodingOptions = RAWEncodingOptions(), timeHighIntervalMicroseconds: Int64? = nil) {
    self.options = options
    self.timeHighIntervalMicroseconds = timeHighIntervalMicroseconds ?? .max
    limits = RAWEncodingLimits(
      geometry: options.geometry, largestCoordinate: EVT3.largestCoordinate,
      largestTriggerChannel: EVT3.largestTriggerChannel)
    width = min(options.geometry?.width ?? .max, EVT3.largestCoordinate + 1)
    time = RAWEncodingTime(lowBits: 12, highBits: 12, offsetMicroseconds: options.timeOffsetMicroseconds)
  }

  /// Appends the words of `events`; where one cannot be stored, those before it have been appended.
  public mutating func encode(_ events: Span<Event>, into output: inout [UInt8]) throws(EventFormatError) {
    try begin(&output)
    for index in 0..<events.count {
      let event = events[index]
      if group?.take(event) == true { continue }
      flush(into: &output)
      try limits.check(event, byteCount: byteCount)
      let low = try advance(to: event.time, &output)
      group = Group(time: event.time, y: event.y, polarity: event.polarity, x: event.x, low: low)
    }
  }

  /// Appends the words of `triggers`.
  public mutating func encode(triggers: [TriggerEvent], into output: inout [UInt8]) throws(EventFormatError) {
    try begin(&output)
    flush(into: &output)
    for trigger in triggers {
      try limits.check(trigger, byteCount: byteCount)
      send(low: try advance(to: trigger.time, &output), to: &output)
      append(EVT3.WordType.externalTrigger, UInt16(trigger.channel) << 8 | (trigger.isRising ? 1 : 0), to: &output)
    }
  }

  /// Appends the events kept back, so that all events given so far are in the output.
  public mutating func flush(into output: inout [UInt8]) {
    guard let group else { return }
    self.group = nil
    send(low: group.low, to: &output)
    if sentRow != group.y { append(EVT3.WordType.row, group.y, to: &output) }
    sentRow = group.y
    let polarity: UInt16 = group.polarity == .on ? 1 << 11 : 0
    guard group.mask.nonzeroBitCount >= Self.leastVectorEvents, width >= 32 else {
      var mask = group.mask
      while mask != 0 {
        append(EVT3.WordType.column, polarity | group.x + UInt16(mask.trailingZeroBitCount), to: &output)
        mask &= mask - 1
      }
      return
    }
    // Readers refuse vectors that reach over the sensor's edge.
    let x = min(group.x, UInt16(width - 32))
    let mask = group.mask << UInt32(group.x - x)
    append(EVT3.WordType.vectorBase, polarity | x, to: &output)
    append(EVT3.WordType.vector12, UInt16(mask & 0xFFF), to: &output)
    append(EVT3.WordType.vector12, UInt16(mask >> 12 & 0xFFF), to: &output)
    append(EVT3.WordType.vector8, UInt16(mask >> 24), to: &output)
  }

  /// Appends the events kept back and sends time and row again before the next event, so that what follows can be decoded
  /// without what went before.
  public mutating func endPacket(into output: inout [UInt8]) {
    flush(into: &output)
    time.forgetSent()
    sentLow = nil
    sentRow = nil
  }

  /// Appends the events kept back, and the header where nothing has been encoded.
  public mutating func finish(into output: inout [UInt8]) throws(EventFormatError) {
    try begin(&output)
    flush(into: &output)
  }

  private mutating func begin(_ output: inout [UInt8]) throws(EventFormatError) {
    guard !hasBegun else { return }
    if options.writesHeader {
      let header = try RAWHeaderText.bytes(name: "EVT3", version: "3.0", options: options)
      output.append(contentsOf: header)
      byteCount = UInt64(header.count)
    }
    hasBegun = true
  }

  private mutating func advance(to newTime: Int64, _ output: inout [UInt8]) throws(EventFormatError) -> UInt32 {
    let (sinceTimeHigh, hasOverflown) = newTime.subtractingReportingOverflow(timeHighTime)
    let isDue = timeHighIntervalMicroseconds < .max && (hasOverflown || sinceTimeHigh >= timeHighIntervalMicroseconds)
    if isDue { time.forgetSent() }
    let high = time.high
    var words: UInt64 = 0
    defer { byteCount += words * 2 }
    let low = try time.advance(to: newTime, byteCount: byteCount) { high in
      output.append(littleEndian: EVT3.WordType.timeHigh << 12 | UInt16(high))
      words += 1
    }
    if words > 0 { timeHighTime = newTime }
    if high != time.high {
      // A decoder has set its lower half to 0.
      sentLow = nil
      sentRow = nil
    }
    return low
  }

  private mutating func send(low: UInt32, to output: inout [UInt8]) {
    if sentLow != low { append(EVT3.WordType.timeLow, UInt16(low), to: &output) }
    sentLow = low
  }

  private mutating func append(_ type: UInt16, _ content: UInt16, to output: inout [UInt8]) {
    output.append(littleEndian: type << 12 | content)
    byteCount += 2
  }
}
