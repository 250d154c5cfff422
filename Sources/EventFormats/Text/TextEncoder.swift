public import Events

/// Encodes text with one event a line.
///
/// `TextDecoder` reads it back unchanged; all events can be written.
public struct TextEncoder: EventEncoder {
  /// How the lines look.
  public struct Options: Equatable, Sendable {
    /// What the columns hold; each of the four values once.
    ///
    /// Columns that do not matter are written as 0.
    public var columns: [EventColumn]
    /// What separates them.
    public var separator: TextOptions.Separator
    /// The unit of the times; finer digits than a microsecond are never written, so nothing is lost.
    public var timeUnit: TimeUnit
    /// Whether the first line names the columns.
    public var hasHeader: Bool
    /// The sensor's size, outside of which events are refused.
    public var geometry: SensorGeometry?
    /// Whether a line `%geometry:WIDTH,HEIGHT` comes first.
    public var writesGeometry: Bool

    /// Creates options.
    public init(
      columns: [EventColumn] = [.time, .x, .y, .polarity], separator: TextOptions.Separator = .comma,
      timeUnit: TimeUnit = .microseconds, hasHeader: Bool = true, geometry: SensorGeometry? = nil,
      writesGeometry: Bool = false
    ) {
      self.columns = columns
      self.separator = separator
      self.timeUnit = timeUnit
      self.hasHeader = hasHeader
      self.geometry = geometry
      self.writesGeometry = writesGeometry
    }
  }

  private let options: Options
  private var hasStarted = false
  /// Bytes given so far.
  private var byteCount: UInt64 = 0

  /// Creates an encoder at the start of a file.
  public init(options: Options = Options()) {
    self.options = options
  }

  /// Appends a line for each of `events`; where one is outside the sensor, those before it have been appended.
  public mutating func encode(_ events: Span<Event>, into output: inout [UInt8]) throws(EventFormatError) {
    try start(into: &output)
    for index in 0..<events.count {
      let event = events[index]
      guard options.geometry?.contains(x: event.x, y: event.y) ?? true else {
        throw EventFormatError(
          .notRepresentable,
          "An event at x \(event.x), y \(event.y) is outside the sensor of \(options.geometry?.description ?? "")",
          at: byteCount)
      }
      let start = output.count
      write(event, into: &output)
      byteCount += UInt64(output.count - start)
    }
  }

  /// Throws `notRepresentable` for any trigger: there is no line for them.
  public mutating func encode(triggers: [TriggerEvent], into output: inout [UInt8]) throws(EventFormatError) {
    try start(into: &output)
    guard let first = triggers.first else { return }
    throw EventFormatError(
      .notRepresentable,
      "A text of events cannot hold external triggers (the first is at time \(first.time)); leave them out or choose "
        + "AEDAT 4",
      at: byteCount)
  }

  /// Appends the header where nothing has been encoded.
  public mutating func finish(into output: inout [UInt8]) throws(EventFormatError) { try start(into: &output) }

  private mutating func start(into output: inout [UInt8]) throws(EventFormatError) {
    guard !hasStarted else { return }
    guard EventColumn.isComplete(options.columns) else {
      throw EventFormatError(
        .notRepresentable,
        "The columns \"\(EventColumn.text(options.columns))\" are not complete: each of t, x, y and p must be there "
          + "once",
        at: 0)
    }
    hasStarted = true
    var text = ""
    if options.writesGeometry, let geometry = options.geometry {
      text += "%geometry:\(geometry.width),\(geometry.height)\n"
    }
    if options.hasHeader {
      let separator = String(decoding: [options.separator.byte], as: UTF8.self)
      let unit = options.timeUnit == .microseconds ? "" : "[\(options.timeUnit.rawValue)]"
      text += options.columns.map { $0 == .time ? "t\(unit)" : $0.rawValue }.joined(separator: separator) + "\n"
    }
    output += text.utf8
    byteCount += UInt64(text.utf8.count)
  }

  private func write(_ event: Event, into output: inout [UInt8]) {
    for (index, column) in options.columns.enumerated() {
      if index > 0 { output.append(options.separator.byte) }
      switch column {
      case .time: write(time: event.time, into: &output)
      case .x: Self.write(UInt64(event.x), into: &output)
      case .y: Self.write(UInt64(event.y), into: &output)
      case .polarity: output.append(UInt8(ascii: "0") + event.polarity.rawValue)
      case .ignored: output.append(UInt8(ascii: "0"))
      }
    }
    output.append(UInt8(ascii: "\n"))
  }

  private func write(time: Int64, into output: inout [UInt8]) {
    if time < 0 { output.append(UInt8(ascii: "-")) }
    let magnitude = time.magnitude
    switch options.timeUnit {
    case .microseconds: Self.write(magnitude, into: &output)
    case .nanoseconds:
      Self.write(magnitude, into: &output)
      if magnitude > 0 { output += "000".utf8 }
    case .milliseconds:
      Self.write(magnitude / 1000, into: &output)
      Self.write(fraction: magnitude % 1000, digits: 3, into: &output)
    case .seconds:
      Self.write(magnitude / 1_000_000, into: &output)
      Self.write(fraction: magnitude % 1_000_000, digits: 6, into: &output)
    }
  }

  private static func write(_ value: UInt64, into output: inout [UInt8]) {
    var digits = InlineArray<20, UInt8>(repeating: 0)
    var first = digits.count
    var rest = value
    repeat {
      first -= 1
      digits[first] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    } while rest > 0
    for index in first..<digits.count { output.append(digits[index]) }
  }

  private static func write(fraction: UInt64, digits: Int, into output: inout [UInt8]) {
    output.append(UInt8(ascii: "."))
    var divisor: UInt64 = (1..<digits).reduce(1) { power, _ in power &* 10 }
    var rest = fraction
    for _ in 0..<digits {
      output.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest / divisor))
      rest %= divisor
      divisor /= 10
    }
  }
}
