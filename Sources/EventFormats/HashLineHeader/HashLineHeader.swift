/// The incremental parser of the text header that AEDAT 2 and 3 files begin with: lines that begin with `#` and end
/// with `\r\n`.
///
/// It ends after a line that says so, or before the first line that does not begin with `#`. A binary payload may
/// itself begin with `#`: without such an end, a line is taken as part of the header only if it is text throughout,
/// shorter than `lineByteLimit` and ends as the first line ends. Bytes that were looked at as a line and turned out to
/// be payload wait in `replay`.
///
/// Source: https://docs.inivation.com/software/software-advanced-usage/file-formats/aedat-2.0.html
struct HashLineHeader: Sendable {
  /// A line of this many bytes or more is payload.
  static let lineByteLimit = 64 << 10
  /// A header of more bytes than this is an error; jAER's preferences take tens of KiB.
  static let byteLimit = 16 << 20
  /// At most so many lines are kept.
  private static let keptLines = 256

  /// The first line and all others that are no XML, without `#`, surrounding spaces and line end, in file order.
  private(set) var lines: [String] = []
  /// Whether the header has ended: nothing more is consumed.
  private(set) var isComplete = false
  /// The header's length in bytes: where the payload begins in the stream.
  private(set) var byteCount: UInt64 = 0
  /// Payload bytes that were consumed in search of the header's end: the payload is these and then what follows.
  private(set) var replay: [UInt8] = []

  private var line: [UInt8] = []
  private var hasLineFeedsOnly = false

  /// The value of the first line `NAME: VALUE`.
  func value(of name: String) -> String? {
    lines.lazy.compactMap { Self.entry($0) }.first { $0.key == name }?.value
  }

  /// The lines `NAME: VALUE` as entries.
  var entries: [StreamDescription.Entry] { lines.compactMap { Self.entry($0) } }

  /// Whether the bytes so far are a line begun.
  var isInsideLine: Bool { !line.isEmpty }

  /// Takes bytes that follow those of the last call.
  ///
  /// - Returns: the number of bytes consumed; all of them until the header is complete.
  /// - Throws: `badHeader` for a header longer than `byteLimit`.
  mutating func consume(_ bytes: RawSpan) throws(EventFormatError) -> Int {
    var position = 0
    while !isComplete && position < bytes.byteCount {
      let byte = bytes.unsafeLoad(fromByteOffset: position, as: UInt8.self)
      guard !line.isEmpty || byte == UInt8(ascii: "#") else {
        isComplete = true
        return position
      }
      line.append(byte)
      position += 1
      if byte == UInt8(ascii: "\n") {
        try endLine()
      } else if line.count >= Self.lineByteLimit || !isText(byte) {
        endBeforeLine()
      }
    }
    return position
  }

  /// Forgets the first `count` bytes of `replay`, which have been dealt with.
  mutating func dropReplay(_ count: Int) { replay.removeFirst(count) }

  private func isText(_ byte: UInt8) -> Bool {
    // A carriage return may only stand before the line feed.
    let isAfterReturn = line.count > 1 && line[line.count - 2] == UInt8(ascii: "\r")
    return !isAfterReturn && (byte >= 0x20 && byte != 0x7F || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r"))
  }

  private mutating func endLine() throws(EventFormatError) {
    let hasReturn = line.count > 1 && line[line.count - 2] == UInt8(ascii: "\r")
    let isFirst = byteCount == 0
    if isFirst { hasLineFeedsOnly = !hasReturn }
    guard hasReturn || hasLineFeedsOnly else {
      endBeforeLine()
      return
    }
    byteCount += UInt64(line.count)
    guard byteCount <= UInt64(Self.byteLimit) else {
      throw EventFormatError(
        .badHeader, "The text header is longer than \(Self.byteLimit) bytes; it is damaged", at: byteCount)
    }
    let text = Self.trimmed(line.dropFirst())
    let end = text.lowercased()
    isComplete = end == "!end-header" || end == "end of ascii header"
    if isFirst || text.first != "<" && lines.count < Self.keptLines { lines.append(text) }
    line.removeAll(keepingCapacity: true)
  }

  private mutating func endBeforeLine() {
    isComplete = true
    replay = line
    line = []
  }

  private static func entry(_ line: String) -> StreamDescription.Entry? {
    guard let colon = line.firstIndex(of: ":") else { return nil }
    let key = trimmed(line[..<colon].utf8)
    let value = trimmed(line[line.index(after: colon)...].utf8)
    return key.isEmpty || value.isEmpty ? nil : StreamDescription.Entry(key: key, value: value)
  }

  private static func trimmed(_ text: some BidirectionalCollection<UInt8>) -> String {
    let isSpace: (UInt8) -> Bool = { $0 <= 0x20 }
    guard let first = text.firstIndex(where: { !isSpace($0) }), let last = text.lastIndex(where: { !isSpace($0) })
    else {
      return ""
    }
    return String(decoding: text[first...last], as: UTF8.self)
  }
}
