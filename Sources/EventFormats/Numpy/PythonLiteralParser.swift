/// Reads one Python literal.
struct PythonLiteralParser {
  /// More brackets inside each other than this are damage.
  private static let depthLimit = 32

  private let text: [UInt8]
  private var position = 0

  init(_ text: [UInt8]) { self.text = text }

  /// Reads a literal that takes all of the text but white space.
  mutating func parseAll() -> PythonLiteral? {
    guard let value = parse(depth: 0) else { return nil }
    return peek() == nil ? value : nil
  }

  private mutating func parse(depth: Int) -> PythonLiteral? {
    guard depth < Self.depthLimit, let byte = peek() else { return nil }
    switch byte {
    case UInt8(ascii: "'"), UInt8(ascii: "\""): return parseString(quote: byte)
    case UInt8(ascii: "["): return parseSequence(end: UInt8(ascii: "]"), depth: depth)
    case UInt8(ascii: "("): return parseSequence(end: UInt8(ascii: ")"), depth: depth)
    case UInt8(ascii: "{"): return parseDictionary(depth: depth)
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): return parseInteger()
    default: return parseWord()
    }
  }

  /// The next byte that is no white space; `position` is then at it.
  private mutating func peek() -> UInt8? {
    while position < text.count {
      guard text[position] <= 0x20 else { return text[position] }
      position += 1
    }
    return nil
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard peek() == byte else { return false }
    position += 1
    return true
  }

  private mutating func parseString(quote: UInt8) -> PythonLiteral? {
    position += 1
    guard let end = text[position...].firstIndex(of: quote) else { return nil }
    let bytes = text[position..<end]
    // numpy writes no escapes; what has them is not a name or type of a field of events.
    guard !bytes.contains(UInt8(ascii: "\\")) else { return nil }
    position = end + 1
    return .string(String(decoding: bytes, as: UTF8.self))
  }

  private mutating func parseSequence(end: UInt8, depth: Int) -> PythonLiteral? {
    position += 1
    var values: [PythonLiteral] = []
    while !take(end) {
      guard let value = parse(depth: depth + 1) else { return nil }
      values.append(value)
      guard take(UInt8(ascii: ",")) || peek() == end else { return nil }
    }
    return .sequence(values)
  }

  private mutating func parseDictionary(depth: Int) -> PythonLiteral? {
    position += 1
    var entries: [PythonLiteral.Entry] = []
    while !take(UInt8(ascii: "}")) {
      guard let key = parse(depth: depth + 1), take(UInt8(ascii: ":")), let value = parse(depth: depth + 1) else {
        return nil
      }
      entries.append(PythonLiteral.Entry(key: key, value: value))
      guard take(UInt8(ascii: ",")) || peek() == UInt8(ascii: "}") else { return nil }
    }
    return .dictionary(entries)
  }

  private mutating func parseInteger() -> PythonLiteral? {
    let start = position
    position += 1
    while position < text.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(text[position]) { position += 1 }
    let value = Int(String(decoding: text[start..<position], as: UTF8.self))
    // Python 2 wrote long integers with an L.
    if position < text.count, text[position] == UInt8(ascii: "L") { position += 1 }
    return value.map { .integer($0) }
  }

  private mutating func parseWord() -> PythonLiteral? {
    for (word, value) in [("True", PythonLiteral.boolean(true)), ("False", .boolean(false)), ("None", .none)] {
      if text[position...].starts(with: word.utf8) {
        position += word.utf8.count
        return value
      }
    }
    return nil
  }
}
