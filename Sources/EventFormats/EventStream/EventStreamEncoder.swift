public import Events

/// Encodes Event Stream version 2 with DVS events, y = 0 at the bottom as the format has it.
///
/// The format counts time from 0 and cannot go back. What does not fit throws `notRepresentable`.
public struct EventStreamEncoder: EventEncoder {
  /// A pause is written as a byte for every 127 microseconds: longer ones than this would swell the file.
  public static let longestPauseMicroseconds: Int64 = 1 << 32

  private let geometry: SensorGeometry
  private var hasHeader = false
  private var time: Int64 = 0
  /// Bytes given so far.
  private var byteCount: UInt64 = 0

  /// Creates an encoder at the start of a file of a sensor of `geometry`.
  public init(geometry: SensorGeometry) {
    self.geometry = geometry
  }

  /// Appends `events`; where one cannot be stored, those before it have been appended.
  public mutating func encode(_ events: Span<Event>, into output: inout [UInt8]) throws(EventFormatError) {
    writeHeader(into: &output)
    output.reserveCapacity(output.count + events.count * EventStream.eventByteCount)
    for index in 0..<events.count {
      let start = output.count
      try write(events[index], into: &output)
      byteCount += UInt64(output.count - start)
    }
  }

  /// Throws `notRepresentable` for any trigger: the format has none.
  public mutating func encode(triggers: [TriggerEvent], into output: inout [UInt8]) throws(EventFormatError) {
    writeHeader(into: &output)
    guard let first = triggers.first else { return }
    throw EventFormatError(
      .notRepresentable,
      "Event Stream cannot hold external triggers (the first is at time \(first.time)); leave them out or choose "
        + "AEDAT 4",
      at: byteCount)
  }

  /// Appends the header where nothing has been encoded.
  public mutating func finish(into output: inout [UInt8]) throws(EventFormatError) { writeHeader(into: &output) }

  private mutating func writeHeader(into output: inout [UInt8]) {
    guard !hasHeader else { return }
    hasHeader = true
    output += EventStream.magic + EventStream.version + [EventStream.Kind.dvs.rawValue]
    for side in [geometry.width, geometry.height] {
      output += [UInt8(truncatingIfNeeded: side), UInt8(truncatingIfNeeded: side >> 8)]
    }
    byteCount += UInt64(EventStream.prefixByteCount + 4)
  }

  private mutating func write(_ event: Event, into output: inout [UInt8]) throws(EventFormatError) {
    guard geometry.contains(x: event.x, y: event.y) else {
      throw EventFormatError(
        .notRepresentable, "An event at x \(event.x), y \(event.y) is outside the sensor of \(geometry)", at: byteCount)
    }
    guard event.time >= time else {
      throw EventFormatError(
        .notRepresentable,
        "Event Stream cannot hold time \(event.time) after time \(time): its times start at 0 and cannot go back; "
          + "shift or sort the recording",
        at: byteCount)
    }
    // Both times are 0 or more, so that the difference cannot overflow.
    var pause = event.time - time
    guard pause <= Self.longestPauseMicroseconds else {
      throw EventFormatError(
        .notRepresentable,
        "Event Stream would need \(pause / 127) bytes for the pause between time \(time) and time \(event.time); "
          + "pauses may last up to \(Self.longestPauseMicroseconds) microseconds. Shift the recording towards 0",
        at: byteCount)
    }
    if pause >= 127 {
      output.append(contentsOf: repeatElement(0xFF, count: Int(pause / 127)))
      pause %= 127
    }
    let row = geometry.height - 1 - Int(event.y)
    output.append(UInt8(truncatingIfNeeded: pause << 1) | event.polarity.rawValue)
    output.append(UInt8(truncatingIfNeeded: event.x))
    output.append(UInt8(truncatingIfNeeded: event.x >> 8))
    output.append(UInt8(truncatingIfNeeded: row))
    output.append(UInt8(truncatingIfNeeded: row >> 8))
    time = event.time
  }
}
