public import Events

/// Encodes the 5-byte records of ATIS recordings.
///
/// x is 0...255 and y is 0...255 without 240, which marks records without an event; times are 0 or more and may step
/// back by up to about 8.4 seconds. What does not fit throws `notRepresentable`.
public struct ATISBinaryEncoder: EventEncoder {
  /// A pause is written as a record for every 8192 microseconds: longer ones than this would swell the file.
  public static let longestPauseMicroseconds: Int64 = 1 << 36

  private let geometry: SensorGeometry?
  private var base: Int64 = 0
  /// Bytes given so far.
  private var byteCount: UInt64 = 0

  /// Creates an encoder at the start of a file.
  ///
  /// - Parameter geometry: the sensor's size, outside of which events are refused; the file does not say it.
  public init(geometry: SensorGeometry? = nil) {
    self.geometry = geometry
  }

  /// Appends the records of `events`; where one cannot be stored, those before it have been appended.
  public mutating func encode(_ events: Span<Event>, into output: inout [UInt8]) throws(EventFormatError) {
    output.reserveCapacity(output.count + events.count * ATISBinary.recordByteCount)
    for index in 0..<events.count {
      let start = output.count
      try write(events[index], into: &output)
      byteCount += UInt64(output.count - start)
    }
  }

  /// Throws `notRepresentable` for any trigger: the format has none.
  public mutating func encode(triggers: [TriggerEvent], into output: inout [UInt8]) throws(EventFormatError) {
    guard let first = triggers.first else { return }
    throw EventFormatError(
      .notRepresentable,
      "ATIS records cannot hold external triggers (the first is at time \(first.time)); leave them out or choose "
        + "AEDAT 4",
      at: byteCount)
  }

  /// Appends nothing: the format has no end.
  public mutating func finish(into output: inout [UInt8]) throws(EventFormatError) {}

  private mutating func write(_ event: Event, into output: inout [UInt8]) throws(EventFormatError) {
    guard event.x <= 255, event.y <= 255, event.y != UInt16(ATISBinary.overflowRow) else {
      throw EventFormatError(
        .notRepresentable,
        "ATIS records cannot hold an event at x \(event.x), y \(event.y); x is 0...255 and y is 0...255 without 240",
        at: byteCount)
    }
    guard geometry?.contains(x: event.x, y: event.y) ?? true else {
      throw EventFormatError(
        .notRepresentable,
        "An event at x \(event.x), y \(event.y) is outside the sensor of \(geometry?.description ?? "")", at: byteCount)
    }
    guard event.time >= base else {
      throw EventFormatError(
        .notRepresentable,
        "ATIS records cannot hold time \(event.time) here: after the times before, it must be \(base) or more; shift "
          + "or sort the recording",
        at: byteCount)
    }
    // Both are 0 or more, so that the difference cannot overflow.
    let pause = event.time - base
    guard pause <= Self.longestPauseMicroseconds else {
      throw EventFormatError(
        .notRepresentable,
        "ATIS records would need \(pause / ATISBinary.overflowMicroseconds) records for the pause between time "
          + "\(base) and time "
          + "\(event.time); pauses may last up to \(Self.longestPauseMicroseconds) microseconds. Shift the recording "
          + "towards 0",
        at: byteCount)
    }
    while event.time - base > Int64(ATISBinary.timeMask) {
      output += [0, ATISBinary.overflowRow, 0, 0, 0]
      base += ATISBinary.overflowMicroseconds
    }
    let word = UInt32(event.time - base) | (event.polarity == .on ? ATISBinary.polarityMask : 0)
    output.append(UInt8(truncatingIfNeeded: event.x))
    output.append(UInt8(truncatingIfNeeded: event.y))
    output.append(UInt8(truncatingIfNeeded: word >> 16))
    output.append(UInt8(truncatingIfNeeded: word >> 8))
    output.append(UInt8(truncatingIfNeeded: word))
  }
}
