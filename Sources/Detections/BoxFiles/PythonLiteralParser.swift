/// Reads strings, whole numbers, booleans, tuples, lists and dictionaries with string keys; nesting is bounded.
struct PythonLiteralParser {
  private static let deepestNesting = 8

  private let bytes: [UInt8]
  /// Offset of `bytes` in the file, for messages.
  private let fileOffset: Int
  private var position = 0

  init(_ bytes: [UInt8], fileOffset: Int) {
    self.bytes = bytes
    self.fileOffset = fileOffset
  }

  /// The one value that the text consists of.
  mutating func parse() throws(BoxFileError) -> PythonLiteral {
    let value = try parseValue(depth: 0)
    skipSpace()
    guard position == bytes.count else { throw failure("the end of the header") }
    return value
  }

  private mutating func parseValue(depth: Int) throws(BoxFileError) -> PythonLiteral {
    guard depth < Self.deepestNesting else { throw failure("at most \(Self.deepestNesting) levels of nesting") }
    skipSpace()
    switch peek {
    case UInt8(ascii: "'"), UInt8(ascii: "\""): return .text(try parseText())
    case UInt8(ascii: "("): return .sequence(try parseSequence(closing: ")", depth: depth))
    case UInt8(ascii: "["): return .sequence(try parseSequence(closing: "]", depth: depth))
    case UInt8(ascii: "{"): return .dictionary(try parseDictionary(depth: depth))
    case UInt8(ascii: "T"):
      try take("True")
      return .boolean(true)
    case UInt8(ascii: "F"):
      try take("False")
      return .boolean(false)
    case .some(UInt8(ascii: "0")...UInt8(ascii: "9")): return .number(try parseNumber())
    default: throw failure("a string, number, boolean, tuple, list or dictionary")
    }
  }

  private mutating func parseText() throws(BoxFileError) -> String {
    let quote = bytes[position]
    position += 1
    let start = position
    while position < bytes.count, bytes[position] != quote {
      guard bytes[position] != UInt8(ascii: "\\") else { throw failure("a string without escapes") }
      position += 1
    }
    guard position < bytes.count else { throw failure("the end of a string") }
    defer { position += 1 }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private mutating func parseNumber() throws(BoxFileError) -> Int {
    var number = 0
    while position < bytes.count, case UInt8(ascii: "0")...UInt8(ascii: "9") = bytes[position] {
      let (tens, overflow) = number.multipliedReportingOverflow(by: 10)
      let (sum, overflowToo) = tens.addingReportingOverflow(Int(bytes[position] - UInt8(ascii: "0")))
      guard !overflow, !overflowToo else { throw failure("a number of at most 63 bits") }
      number = sum
      position += 1
    }
    // Python 2 wrote long integers with a suffix.
    if peek == UInt8(ascii: "L") { position += 1 }
    return number
  }

  private mutating func parseSequence(closing: Character, depth: Int) throws(BoxFileError) -> [PythonLiteral] {
    position += 1
    var elements: [PythonLiteral] = []
    while try !closes(with: closing) {
      elements.append(try parseValue(depth: depth + 1))
      try takeSeparator(orBefore: closing)
    }
    return elements
  }

  private mutating func parseDictionary(depth: Int) throws(BoxFileError) -> [(key: String, value: PythonLiteral)] {
    position += 1
    var entries: [(key: String, value: PythonLiteral)] = []
    while try !closes(with: "}") {
      guard peek == UInt8(ascii: "'") || peek == UInt8(ascii: "\"") else { throw failure("a string as key") }
      let key = try parseText()
      skipSpace()
      try take(":")
      entries.append((key, try parseValue(depth: depth + 1)))
      try takeSeparator(orBefore: "}")
    }
    return entries
  }

  /// Whether the next byte closes a collection; takes it if so.
  private mutating func closes(with closing: Character) throws(BoxFileError) -> Bool {
    skipSpace()
    guard let peek else { throw failure("'\(closing)'") }
    guard peek == closing.asciiValue else { return false }
    position += 1
    return true
  }

  private mutating func takeSeparator(orBefore closing: Character) throws(BoxFileError) {
    skipSpace()
    if peek == UInt8(ascii: ",") {
      position += 1
    } else if peek != closing.asciiValue {
      throw failure("',' or '\(closing)'")
    }
  }

  private mutating func take(_ text: String) throws(BoxFileError) {
    for byte in text.utf8 {
      guard peek == byte else { throw failure(text) }
      position += 1
    }
  }

  private mutating func skipSpace() {
    while let peek, peek == UInt8(ascii: " ") || peek == UInt8(ascii: "\n") || peek == UInt8(ascii: "\t") {
      position += 1
    }
  }

  private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

  private func failure(_ expected: String) -> BoxFileError {
    .headerSyntax(offset: fileOffset + position, expected: expected)
  }
}
