public import Events

/// Decodes text with one event a line, such as CSV.
///
/// Which column holds what, what separates them, the unit of the times and whether there is a header are found from the
/// first lines, unless the options say it. Lines that begin with `#` or `%` are comments; `%geometry:WIDTH,HEIGHT`
/// among the first lines gives the sensor's size. A line that cannot be read is skipped.
public struct TextDecoder: EventDecoder {
  /// What the first lines say; nil until they have been read.
  public private(set) var description: StreamDescription?
  /// What has been decoded and skipped so far.
  public private(set) var statistics = DecodingStatistics()

  /// A line of this many bytes or more is skipped.
  static let lineByteLimit = 4096

  private let options: TextOptions
  private let geometryOption: SensorGeometry?
  private var failure: EventFormatError?
  private var parser: TextLineParser?
  private var isBeforeHeader = false
  private var order = TimeOrder()
  /// The first lines as long as they are only looked at; then what is left of them to decode.
  private var sample: [UInt8] = []
  private var sampleLineCount = 0
  /// The bytes of a line whose end has not arrived.
  private var line: [UInt8] = []
  /// The size of that line so far; `line` has not all of it where it is too long.
  private var lineByteCount = 0
  /// Where that line, or the next one, stands in the stream.
  private var lineOffset: UInt64 = 0

  /// Creates a decoder at the start of a stream.
  ///
  /// - Parameters:
  ///   - options: what is not to be found from the first lines.
  ///   - geometry: the sensor's size, outside of which events are skipped.
  public init(options: TextOptions = TextOptions(), geometry: SensorGeometry? = nil) {
    self.options = options
    geometryOption = geometry
  }

  /// Whether events of the first lines, or of a last line without a line end, are waiting for room.
  public var hasPendingEvents: Bool { failure == nil && parser != nil && !sample.isEmpty }

  /// Decodes bytes that follow those of the last call.
  ///
  /// - Returns: the number of bytes consumed; less than all only when the batch is full.
  /// - Throws: `notThisFormat` for a text without numbers, `unsupported` where the columns or the unit of the times
  ///   cannot be told; and again at every later call.
  public mutating func decode(_ bytes: RawSpan, into batch: inout EventBatch) throws(EventFormatError) -> Int {
    if let failure { throw failure }
    do throws(EventFormatError) {
      var consumed = 0
      if parser == nil {
        consumed = takeSample(bytes)
        guard sampleLineCount >= TextLayout.sampleLines || sample.count >= TextLayout.sampleByteCount else {
          return consumed
        }
        try begin(isAll: false)
      }
      decodeSample(into: &batch)
      guard sample.isEmpty else { return consumed }
      return consumed + decodeLines(bytes.extracting(droppingFirst: consumed), into: &batch)
    } catch {
      failure = error
      throw error
    }
  }

  /// Ends the stream; a last line needs no line end.
  ///
  /// - Throws: `empty` for a stream without bytes, and what `decode` throws for one of which all lines are the first
  ///   lines.
  public mutating func finish(into batch: inout EventBatch) throws(EventFormatError) {
    if let failure { throw failure }
    do throws(EventFormatError) {
      if parser == nil {
        guard !sample.isEmpty else {
          throw EventFormatError(.empty, "The stream is empty; a text of events has a line for each", at: 0)
        }
        try begin(isAll: true)
        if sample.last != UInt8(ascii: "\n") { sample.append(UInt8(ascii: "\n")) }
      } else if lineByteCount > 0 {
        // The line end that is missing lets the line be decoded, or wait for room, as all others.
        sample = [UInt8(ascii: "\n")]
      }
      decodeSample(into: &batch)
    } catch {
      failure = error
      throw error
    }
  }

  private mutating func takeSample(_ bytes: RawSpan) -> Int {
    var position = 0
    while position < bytes.byteCount && sampleLineCount < TextLayout.sampleLines
      && sample.count < TextLayout.sampleByteCount
    {
      let byte = bytes.unsafeLoad(fromByteOffset: position, as: UInt8.self)
      sample.append(byte)
      if byte == UInt8(ascii: "\n") { sampleLineCount += 1 }
      position += 1
    }
    return position
  }

  private mutating func begin(isAll: Bool) throws(EventFormatError) {
    let layout = try TextLayout(sample: sample, isAll: isAll, options: options)
    let geometry = geometryOption ?? layout.geometry
    parser = TextLineParser(layout, geometry: geometry)
    isBeforeHeader = layout.hasHeader
    description = StreamDescription(
      format: .text,
      variant:
        "\(EventColumn.text(layout.columns)), \(layout.separator.rawValue), times in \(layout.timeUnit.rawValue)",
      geometry: geometry, geometryOrigin: geometryOption != nil ? .option : geometry != nil ? .header : nil)
  }

  private mutating func decodeSample(into batch: inout EventBatch) {
    guard !sample.isEmpty else { return }
    let bytes = sample
    let decoded = decodeLines(bytes.span.bytes, into: &batch)
    sample = decoded == bytes.count ? [] : Array(bytes[decoded...])
  }

  /// Decodes lines, of which the first may have begun earlier and the last may not end.
  ///
  /// - Returns: the number of bytes consumed; less than all only where the next line is an event and the batch is full.
  private mutating func decodeLines(_ bytes: RawSpan, into batch: inout EventBatch) -> Int {
    bytes.withUnsafeBytes { bytes in
      var position = 0
      batch.withUnsafeFreeCapacity { free in
        var sink = EventSink(free, after: order)
        while position < bytes.count {
          if lineByteCount == 0, !isBeforeHeader, !sink.isFull, let parser,
            let found = parser.parseIntegers(bytes, at: position), found.end - position <= Self.lineByteLimit
          {
            sink.put(found.event)
            lineOffset &+= UInt64(found.end - position)
            position = found.end
            continue
          }
          var end = position
          while end < bytes.count && bytes[end] != UInt8(ascii: "\n") { end &+= 1 }
          let piece = UnsafeRawBufferPointer(rebasing: bytes[position..<end])
          guard end < bytes.count else {
            keep(piece)
            position = end
            break
          }
          guard decodeLine(endingWith: piece, into: &sink) else { break }
          position = end &+ 1
        }
        return sink.settle(into: &statistics, order: &order)
      }
      return position
    }
  }

  /// Keeps the beginning of a line.
  private mutating func keep(_ piece: UnsafeRawBufferPointer) {
    lineByteCount += piece.count
    if lineByteCount < Self.lineByteLimit { line.append(contentsOf: piece) }
  }

  /// Decodes the line that the bytes kept and `piece` make up; false where it is an event and there is no room.
  @inline(__always)
  private mutating func decodeLine(endingWith piece: UnsafeRawBufferPointer, into sink: inout EventSink) -> Bool {
    let byteCount = lineByteCount + piece.count
    guard byteCount < Self.lineByteLimit else {
      statistics.skip(.malformed, at: lineOffset)
      endLine(byteCount)
      return true
    }
    let found: TextLineParser.Line
    if line.isEmpty {
      found = parse(piece)
    } else {
      line.append(contentsOf: piece)
      let whole = line
      line.removeLast(piece.count)
      found = whole.span.bytes.withUnsafeBytes { parse($0) }
    }
    switch found {
    case .event(let event):
      guard !sink.isFull else { return false }
      sink.put(event)
    case .skip(let reason): statistics.skip(reason, at: lineOffset)
    case .nothing: break
    }
    endLine(byteCount)
    return true
  }

  private mutating func endLine(_ byteCount: Int) {
    lineOffset &+= UInt64(byteCount + 1)
    lineByteCount = 0
    line.removeAll(keepingCapacity: true)
  }

  @inline(__always)
  private mutating func parse(_ text: UnsafeRawBufferPointer) -> TextLineParser.Line {
    let end = text.count > 0 && text[text.count - 1] == UInt8(ascii: "\r") ? text.count - 1 : text.count
    let text = UnsafeRawBufferPointer(rebasing: text[..<end])
    if isBeforeHeader {
      if !TextLineParser.isComment(text) { isBeforeHeader = false }
      return .nothing
    }
    return parser?.parse(text) ?? .nothing
  }
}
