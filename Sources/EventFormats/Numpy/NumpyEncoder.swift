public import Events

/// Encodes numpy arrays of events, which `NumpyDecoder` and `numpy.load` read.
///
/// The header says how many events there are. Where that is not known from the start, the header must be written again
/// at the end, over the one that stands there: `revisedHeader`.
public struct NumpyEncoder: HeaderRevisingEncoder {
  /// What the array looks like.
  public struct Options: Equatable, Sendable {
    /// Records or rows.
    public var layout: Numpy.Layout
    /// The number of events where it is known; then the header is right from the start, and other numbers are refused.
    public var eventCount: Int?
    /// The sensor's size, outside of which events are refused; the file does not say it.
    public var geometry: SensorGeometry?

    /// Creates options.
    public init(layout: Numpy.Layout = .structured, eventCount: Int? = nil, geometry: SensorGeometry? = nil) {
      self.layout = layout
      self.eventCount = eventCount
      self.geometry = geometry
    }
  }

  /// Whatever the number of events, the header takes so many bytes.
  static let headerByteCount = 192

  /// The header with the right number of events, once the file is finished; nil where the number was known from the
  /// start.
  public private(set) var revisedHeader: [UInt8]?

  private let options: Options
  private var hasHeader = false
  private var eventCount = 0
  /// Bytes given so far.
  private var byteCount: UInt64 = 0

  /// Creates an encoder at the start of a file.
  public init(options: Options = Options()) {
    self.options = options
  }

  /// Appends the records of `events`; where one cannot be stored, those before it have been appended.
  public mutating func encode(_ events: Span<Event>, into output: inout [UInt8]) throws(EventFormatError) {
    writeHeader(into: &output)
    let layout = options.layout
    let size = layout == .rows ? 32 : 13
    try output.appendRecords(count: events.count, recordByteCount: size) { (index, record) throws(EventFormatError) in
      let event = events[index]
      try check(event)
      Self.write(event, layout, to: record)
      byteCount += UInt64(size)
      eventCount += 1
    }
  }

  /// Throws `notRepresentable` for any trigger: the array holds events only.
  public mutating func encode(triggers: [TriggerEvent], into output: inout [UInt8]) throws(EventFormatError) {
    writeHeader(into: &output)
    guard let first = triggers.first else { return }
    throw EventFormatError(
      .notRepresentable,
      "A numpy array of events cannot hold external triggers (the first is at time \(first.time)); leave them out or "
        + "choose AEDAT 4",
      at: byteCount)
  }

  /// Appends the header where nothing has been encoded, and makes `revisedHeader`.
  ///
  /// - Throws: `notRepresentable` where fewer events were encoded than the options say.
  public mutating func finish(into output: inout [UInt8]) throws(EventFormatError) {
    writeHeader(into: &output)
    guard let expected = options.eventCount else {
      revisedHeader = header(eventCount: eventCount)
      return
    }
    guard eventCount == expected else {
      throw EventFormatError(
        .notRepresentable, "The numpy array was to have \(expected) events, but there are \(eventCount)", at: byteCount)
    }
  }

  private mutating func writeHeader(into output: inout [UInt8]) {
    guard !hasHeader else { return }
    hasHeader = true
    output += header(eventCount: options.eventCount ?? 0)
    byteCount += UInt64(Self.headerByteCount)
  }

  private func header(eventCount: Int) -> [UInt8] {
    let type =
      options.layout == .rows ? "'<i8'" : "[('t', '<i8'), ('x', '<u2'), ('y', '<u2'), ('p', '|u1')]"
    let shape = options.layout == .rows ? "(\(eventCount), 4)" : "(\(eventCount),)"
    let text = "{'descr': \(type), 'fortran_order': False, 'shape': \(shape), }"
    let size = Self.headerByteCount - Numpy.prefixByteCount - 2
    let padding = repeatElement(UInt8(ascii: " "), count: max(size - 1 - text.utf8.count, 0))
    return Numpy.magic + [1, 0, UInt8(size & 0xFF), UInt8(size >> 8)] + text.utf8 + padding + [UInt8(ascii: "\n")]
  }

  private func check(_ event: Event) throws(EventFormatError) {
    guard options.geometry?.contains(x: event.x, y: event.y) ?? true else {
      throw EventFormatError(
        .notRepresentable,
        "An event at x \(event.x), y \(event.y) is outside the sensor of \(options.geometry?.description ?? "")",
        at: byteCount)
    }
    guard eventCount < options.eventCount ?? .max else {
      throw EventFormatError(
        .notRepresentable, "The numpy array was to have \(options.eventCount ?? 0) events; this is one more",
        at: byteCount)
    }
  }

  private static func write(_ event: Event, _ layout: Numpy.Layout, to record: UnsafeMutableRawPointer) {
    record.storeBytes(of: event.time.littleEndian, as: Int64.self)
    switch layout {
    case .structured:
      record.storeBytes(of: event.x.littleEndian, toByteOffset: 8, as: UInt16.self)
      record.storeBytes(of: event.y.littleEndian, toByteOffset: 10, as: UInt16.self)
      record.storeBytes(of: event.polarity.rawValue, toByteOffset: 12, as: UInt8.self)
    case .rows:
      record.storeBytes(of: UInt64(event.x).littleEndian, toByteOffset: 8, as: UInt64.self)
      record.storeBytes(of: UInt64(event.y).littleEndian, toByteOffset: 16, as: UInt64.self)
      record.storeBytes(of: UInt64(event.polarity.rawValue).littleEndian, toByteOffset: 24, as: UInt64.self)
    }
  }
}
