/// The incremental parser of the text header that Prophesee's RAW and DAT files begin with.
///
/// A header is a run of lines `% KEY VALUE`. It ends after the line `% end`, or before the first line that does not
/// begin with the two bytes `% `. A binary payload may itself begin with these two bytes: without `% end`, a line is
/// taken as part of the header only if it is shorter than `lineByteLimit` and text throughout. Bytes that were looked
/// at as a line and turned out to be payload wait in `replay`.
///
/// Source: https://docs.prophesee.ai/stable/data/file_formats/raw.html and `dat.html` beside it.
package struct ASCIIHeader: Sendable {
  /// A line of this many bytes or more, line end included, is payload.
  package static let lineByteLimit = 1024
  /// A header of more bytes than this is an error.
  package static let byteLimit = 1 << 20

  /// The entries in file order; a key may occur more than once.
  package private(set) var entries: [StreamDescription.Entry] = []
  /// Whether the header has ended: nothing more is consumed.
  package private(set) var isComplete = false
  /// Whether the line `% end` was met.
  package private(set) var hasEndLine = false
  /// The header's length in bytes: where the payload begins in the stream.
  package private(set) var byteCount: UInt64 = 0
  /// Payload bytes that were consumed in search of the header's end: the payload is these and then what follows.
  package private(set) var replay: [UInt8] = []

  private var line: [UInt8] = []

  /// Creates a parser at the start of a stream.
  package init() {}

  /// The value of a key, letter case ignored; the last one where the key occurs more than once.
  package func value(of key: String) -> String? {
    let key = key.lowercased()
    return entries.last { $0.key.lowercased() == key }?.value
  }

  /// Takes bytes that follow those of the last call.
  ///
  /// - Returns: the number of bytes consumed; all of them until the header is complete.
  /// - Throws: `badHeader` for a header longer than `byteLimit`.
  package mutating func consume(_ bytes: RawSpan) throws(EventFormatError) -> Int {
    var position = 0
    while !isComplete && position < bytes.byteCount {
      let byte = bytes.unsafeLoad(fromByteOffset: position, as: UInt8.self)
      switch line.count {
      case 0 where byte != UInt8(ascii: "%"):
        complete()
        return position
      case 1 where byte != UInt8(ascii: " "):
        complete()
        return position
      default:
        line.append(byte)
        position += 1
        if byte == UInt8(ascii: "\n") {
          try endLine()
        } else if line.count >= Self.lineByteLimit || Self.isControl(byte) {
          complete()
        }
      }
    }
    return position
  }

  /// Ends the stream.
  ///
  /// - Throws: `badHeader` where the stream ends inside a line.
  package mutating func finish() throws(EventFormatError) {
    guard !isComplete else { return }
    if line == Array("% end".utf8) || line == Array("% end\r".utf8) {
      hasEndLine = true
      byteCount += UInt64(line.count)
      line = []
    }
    guard line.isEmpty else {
      throw EventFormatError(
        .badHeader,
        "The stream ends inside its text header, in line \(entries.count + 1); the file was cut off: get a complete copy",
        at: byteCount + UInt64(line.count))
    }
    isComplete = true
  }

  /// Drops the first bytes of `replay` once they have been decoded.
  package mutating func dropReplay(_ count: Int) {
    if count >= replay.count { replay = [] } else { replay.removeFirst(count) }
  }

  private mutating func complete() {
    isComplete = true
    replay = line
    line = []
  }

  private mutating func endLine() throws(EventFormatError) {
    guard line.count < Self.lineByteLimit, let text = Self.text(of: line) else { return complete() }
    byteCount += UInt64(line.count)
    guard byteCount <= Self.byteLimit else {
      throw EventFormatError(
        .badHeader, "The text header has more than \(Self.byteLimit) bytes; a real one has a few hundred",
        at: byteCount)
    }
    line.removeAll(keepingCapacity: true)
    let words = text.split(whereSeparator: { $0 == " " || $0 == "\t" })
    if words.count == 1, words[0] == "end" {
      hasEndLine = true
      isComplete = true
    } else if let key = words.first {
      entries.append(.init(key: String(key), value: words.dropFirst().joined(separator: " ")))
    }
  }

  /// The line without `% ` and line end; nil where it is not text.
  private static func text(of line: [UInt8]) -> String? {
    var content = line.dropFirst(2).dropLast()
    if content.last == UInt8(ascii: "\r") { content = content.dropLast() }
    guard !content.contains(UInt8(ascii: "\r")) else { return nil }
    // Makers' names may hold letters beyond ASCII; random payload is not valid UTF-8 for long.
    return String(validating: content, as: UTF8.self)
  }

  /// Whether the byte can stand in no line; `\r` can, as part of the line end.
  private static func isControl(_ byte: UInt8) -> Bool {
    (byte < 0x20 && byte != UInt8(ascii: "\t") && byte != UInt8(ascii: "\r")) || byte == 0x7F
  }
}
