public import Events

/// Encodes Prophesee RAW with EVT2.1 words; whatever it writes, `RAWDecoder` reads back unchanged.
///
/// Events of one time, row and polarity that follow each other from left to right within 32 columns share a word; the last
/// word is kept back until an event comes that does not belong to it. Throws `notRepresentable` as `EVT2Encoder` does.
/// Source: `EVT21`.
public struct EVT21Encoder: EventEncoder {
  private let options: RAWEncodingOptions
  private let wordOrder: EVT21WordOrder
  private let limits: RAWEncodingLimits
  private var time: RAWEncodingTime
  private var hasBegun = false
  private var vector: Vector?
  /// Bytes given so far.
  private var byteCount: UInt64 = 0

  /// Events that share a word.
  private struct Vector: Sendable {
    var time: Int64
    var y: UInt16
    var polarity: Polarity
    /// First column, a multiple of 32.
    var x: UInt16
    var mask: UInt32
    /// Lower bits of the time.
    var low: UInt32

    /// Takes an event where it belongs here and lies right of all others.
    mutating func take(_ event: Event) -> Bool {
      let bit = UInt32(event.x & 31)
      guard event.time == time, event.y == y, event.polarity == polarity, event.x & ~31 == x, mask >> bit == 0
      else { return false }
      mask |= 1 << bit
      return true
    }
  }

  /// Creates an encoder at the start of a stream.
  public init(options: RAWEncodingOptions = RAWEncodingOptions(), wordOrder: EVT21WordOrder = .little) {
    self.options = options
    self.wordOrder = wordOrder
    limits = RAWEncodingLimits(
      geometry: options.geometry, largestCoordinate: EVT21.largestCoordinate,
      largestTriggerChannel: EVT21.largestTriggerChannel)
    time = RAWEncodingTime(lowBits: 6, highBits: 28, offsetMicroseconds: options.timeOffsetMicroseconds)
  }

  /// Appends the words of `events`; where one cannot be stored, those before it have been appended.
  public mutating func encode(_ events: Span<Event>, into output: inout [UInt8]) throws(EventFormatError) {
    try begin(&output)
    for index in 0..<events.count {
      let event = events[index]
      if vector?.take(event) == true { continue }
      flush(into: &output)
      try limits.check(event, byteCount: byteCount)
      let low = try advance(to: event.time, &output)
      vector = Vector(
        time: event.time, y: event.y, polarity: event.polarity, x: event.x & ~31, mask: 1 << UInt32(event.x & 31),
        low: low)
    }
  }

  /// Appends the words of `triggers`.
  public mutating func encode(triggers: [TriggerEvent], into output: inout [UInt8]) throws(EventFormatError) {
    try begin(&output)
    flush(into: &output)
    for trigger in triggers {
      try limits.check(trigger, byteCount: byteCount)
      let low = try advance(to: trigger.time, &output)
      append(
        EVT21.WordType.externalTrigger << 60 | UInt64(low) << 54 | UInt64(trigger.channel) << 40
          | (trigger.isRising ? 1 : 0) << 32,
        to: &output)
    }
  }

  /// Appends the word kept back, so that all events given so far are in the output.
  public mutating func flush(into output: inout [UInt8]) {
    guard let vector else { return }
    self.vector = nil
    let type = vector.polarity == .on ? EVT21.WordType.on : EVT21.WordType.off
    append(
      type << 60 | UInt64(vector.low) << 54 | UInt64(vector.x) << 43 | UInt64(vector.y) << 32 | UInt64(vector.mask),
      to: &output)
  }

  /// Appends the word kept back, and the header where nothing has been encoded.
  public mutating func finish(into output: inout [UInt8]) throws(EventFormatError) {
    try begin(&output)
    flush(into: &output)
  }

  private mutating func begin(_ output: inout [UInt8]) throws(EventFormatError) {
    guard !hasBegun else { return }
    if options.writesHeader {
      let header = try RAWHeaderText.bytes(
        name: "EVT21", formatOptions: ["endianness": wordOrder.rawValue], version: nil, options: options)
      output.append(contentsOf: header)
      byteCount = UInt64(header.count)
    }
    hasBegun = true
  }

  private mutating func advance(to newTime: Int64, _ output: inout [UInt8]) throws(EventFormatError) -> UInt32 {
    let wordOrder = wordOrder
    var words: UInt64 = 0
    defer { byteCount += words * 8 }
    return try time.advance(to: newTime, byteCount: byteCount) { high in
      output.append(littleEndian: wordOrder.reordered(EVT21.WordType.timeHigh << 60 | UInt64(high) << 32))
      words += 1
    }
  }

  private mutating func append(_ word: UInt64, to output: inout [UInt8]) {
    output.append(littleEndian: wordOrder.reordered(word))
    byteCount += 8
  }
}
