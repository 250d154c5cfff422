public import Events

/// Encodes Prophesee RAW with EVT2 words; whatever it writes, `RAWDecoder` reads back unchanged.
///
/// Throws `notRepresentable` for pixels beyond 2047 or outside the sensor, trigger channels beyond 31, and times before 0 or
/// before the current time base of 64 microseconds. Source: `EVT2`.
public struct EVT2Encoder: EventEncoder {
  private let options: RAWEncodingOptions
  private let limits: RAWEncodingLimits
  private var time: RAWEncodingTime
  private var hasBegun = false
  /// Bytes given so far.
  private var byteCount: UInt64 = 0

  /// Creates an encoder at the start of a stream.
  public init(options: RAWEncodingOptions = RAWEncodingOptions()) {
    self.options = options
    limits = RAWEncodingLimits(
      geometry: options.geometry, largestCoordinate: EVT2.largestCoordinate,
      largestTriggerChannel: EVT2.largestTriggerChannel)
    time = RAWEncodingTime(lowBits: 6, highBits: 28, offsetMicroseconds: options.timeOffsetMicroseconds)
  }

  /// Appends the words of `events`; where one cannot be stored, those before it have been appended.
  public mutating func encode(_ events: Span<Event>, into output: inout [UInt8]) throws(EventFormatError) {
    try begin(&output)
    for index in 0..<events.count {
      let event = events[index]
      try limits.check(event, byteCount: byteCount)
      let low = try advance(to: event.time, &output)
      let type = event.polarity == .on ? EVT2.WordType.on : EVT2.WordType.off
      append(type << 28 | low << 22 | UInt32(event.x) << 11 | UInt32(event.y), to: &output)
    }
  }

  /// Appends the words of `triggers`.
  public mutating func encode(triggers: [TriggerEvent], into output: inout [UInt8]) throws(EventFormatError) {
    try begin(&output)
    for trigger in triggers {
      try limits.check(trigger, byteCount: byteCount)
      let low = try advance(to: trigger.time, &output)
      append(
        EVT2.WordType.externalTrigger << 28 | low << 22 | UInt32(trigger.channel) << 8 | (trigger.isRising ? 1 : 0),
        to: &output)
    }
  }

  /// Appends the header where nothing has been encoded.
  public mutating func finish(into output: inout [UInt8]) throws(EventFormatError) {
    try begin(&output)
  }

  private mutating func begin(_ output: inout [UInt8]) throws(EventFormatError) {
    guard !hasBegun else { return }
    if options.writesHeader {
      let header = try RAWHeaderText.bytes(name: "EVT2", version: "2.0", options: options)
      output.append(contentsOf: header)
      byteCount = UInt64(header.count)
    }
    hasBegun = true
  }

  private mutating func advance(to newTime: Int64, _ output: inout [UInt8]) throws(EventFormatError) -> UInt32 {
    var words: UInt64 = 0
    defer { byteCount += words * 4 }
    return try time.advance(to: newTime, byteCount: byteCount) { high in
      output.append(littleEndian: EVT2.WordType.timeHigh << 28 | high)
      words += 1
    }
  }

  private mutating func append(_ word: UInt32, to output: inout [UInt8]) {
    output.append(littleEndian: word)
    byteCount += 4
  }
}
