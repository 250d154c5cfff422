import Events

/// The beginning of a text, cut into lines and values.
struct TextSample {
  /// A line that is no comment.
  struct Row {
    var offset: Int
    var bytes: ArraySlice<UInt8>

    /// The beginning of the line for a message.
    var quoted: String { String(decoding: bytes.prefix(60), as: UTF8.self) }
  }

  /// A value of a line.
  struct Value: Equatable {
    var number: DecimalNumber
    var hasPoint = false
    var isWord = false

    /// Reads a number, `true` or `false`; nil where the text is neither.
    init?(_ text: ArraySlice<UInt8>) {
      let read = text.span.bytes.withUnsafeBytes { bytes -> (number: DecimalNumber, byteCount: Int)? in
        if let word = TextLineParser.truth(bytes) {
          return (DecimalNumber(word ? 1 : 0), bytes.count)
        }
        return DecimalNumber.read(bytes)
      }
      guard let read, read.byteCount == text.count else { return nil }
      number = read.number
      hasPoint = text.contains(UInt8(ascii: "."))
      isWord = text.first.map { $0 >= UInt8(ascii: "A") } ?? false
    }
  }

  /// The lines that are no comments.
  var rows: [Row] = []
  /// The sensor's size from a line `%geometry:WIDTH,HEIGHT`.
  private(set) var geometry: SensorGeometry?

  /// Cuts `text` into lines; the last one only counts if it ends or `isAll` is true.
  init(_ text: [UInt8], isAll: Bool) {
    var start = 0
    while start < text.count {
      let end = text[start...].firstIndex(of: UInt8(ascii: "\n"))
      guard end != nil || isAll else { break }
      var line = text[start..<(end ?? text.count)]
      if line.last == UInt8(ascii: "\r") { line.removeLast() }
      if geometry == nil { geometry = Self.geometry(of: line) }
      if !TextLineParser.isComment(line) { rows.append(Row(offset: start, bytes: line)) }
      start = (end ?? text.count) + 1
    }
  }

  /// The values of a line, without white space around them.
  static func fields(of line: ArraySlice<UInt8>, separator: TextOptions.Separator) -> [ArraySlice<UInt8>] {
    let isSpace: (UInt8) -> Bool = { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
    guard separator != .whitespace else { return line.split(whereSeparator: isSpace) }
    return line.split(separator: separator.byte, omittingEmptySubsequences: false).map { field in
      let rest = field.drop(while: isSpace)
      return rest.prefix(rest.lastIndex { !isSpace($0) }.map { $0 - rest.startIndex + 1 } ?? 0)
    }
  }

  private static func geometry(of line: ArraySlice<UInt8>) -> SensorGeometry? {
    let mark = "%geometry:"
    guard line.starts(with: mark.utf8) else { return nil }
    let sides = String(decoding: line.dropFirst(mark.utf8.count), as: UTF8.self).filter { $0 != " " }
    return SensorGeometry(parsing: sides.replacing(",", with: "x"))
  }
}
