/// Reads the attributes of nested nodes from XML and passes over everything that it does not know.
package struct XMLNodeReader {
  /// More nodes inside each other than this are an end to reading.
  private static let depthLimit = 64
  /// More attributes than this are an end to reading.
  private static let attributeLimit = 10_000

  private let text: [UInt8]
  private var position = 0

  /// Reads all attributes of `text`, those before the first damage where it is damaged.
  package static func attributes(of text: [UInt8]) -> [XMLNodeAttribute] {
    var reader = XMLNodeReader(text: text)
    return reader.readAttributes()
  }

  private init(text: [UInt8]) { self.text = text }

  private mutating func readAttributes() -> [XMLNodeAttribute] {
    var attributes: [XMLNodeAttribute] = []
    var path: [String] = []
    while attributes.count < Self.attributeLimit, let tag = nextTag() {
      let isClosed = tag.last == UInt8(ascii: "/")
      switch name(of: tag) {
      case "node":
        guard !isClosed else { break }
        guard path.count < Self.depthLimit else { return attributes }
        path.append(value(of: "name", in: tag) ?? "")
      case "/node":
        if !path.isEmpty { path.removeLast() }
      case "attr":
        guard !isClosed, let key = value(of: "key", in: tag) else { break }
        let end = text[position...].firstIndex(of: UInt8(ascii: "<")) ?? text.endIndex
        attributes.append(XMLNodeAttribute(path: path, key: key, value: Self.decode(text[position..<end])))
        position = end
      default: break
      }
    }
    return attributes
  }

  /// The bytes between the next `<` and its `>`, none for a comment; `position` is then behind it.
  private mutating func nextTag() -> ArraySlice<UInt8>? {
    guard let start = text[position...].firstIndex(of: UInt8(ascii: "<")) else { return nil }
    if text[start...].starts(with: "<!--".utf8) {
      guard let end = text[start...].firstRange(of: Array("-->".utf8)) else { return nil }
      position = end.upperBound
      return []
    }
    var quote: UInt8?
    for index in text.indices[(start + 1)...] {
      switch (quote, text[index]) {
      case (nil, UInt8(ascii: ">")):
        position = index + 1
        return text[(start + 1)..<index]
      case (nil, UInt8(ascii: "\"")), (nil, UInt8(ascii: "'")): quote = text[index]
      case (.some(let opening), let byte) where byte == opening: quote = nil
      default: break
      }
    }
    return nil
  }

  private func name(of tag: ArraySlice<UInt8>) -> String {
    String(decoding: tag.prefix { !Self.isSpace($0) && ($0 != UInt8(ascii: "/") || tag.first == $0) }, as: UTF8.self)
  }

  /// The value in `KEY="VALUE"` or `KEY='VALUE'`.
  private func value(of key: String, in tag: ArraySlice<UInt8>) -> String? {
    var rest = tag.drop { !Self.isSpace($0) }
    while true {
      rest = rest.drop { Self.isSpace($0) }
      let name = rest.prefix { $0 != UInt8(ascii: "=") && !Self.isSpace($0) }
      rest = rest.dropFirst(name.count).drop { Self.isSpace($0) }
      guard !name.isEmpty, rest.first == UInt8(ascii: "=") else { return nil }
      rest = rest.dropFirst().drop { Self.isSpace($0) }
      guard let quote = rest.first, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else { return nil }
      let value = rest.dropFirst().prefix { $0 != quote }
      rest = rest.dropFirst(value.count + 2)
      if name.elementsEqual(key.utf8) { return Self.decode(value) }
    }
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

  /// Replaces the five named entities and numbered characters.
  private static func decode(_ text: ArraySlice<UInt8>) -> String {
    let plain = String(decoding: text, as: UTF8.self)
    guard plain.utf8.contains(UInt8(ascii: "&")) else { return plain }
    var decoded = ""
    for (index, part) in plain.split(separator: "&", omittingEmptySubsequences: false).enumerated() {
      guard index > 0, let end = part.firstIndex(of: ";"), let character = character(named: part[..<end]) else {
        decoded += index > 0 ? "&\(part)" : String(part)
        continue
      }
      decoded.append(character)
      decoded += part[part.index(after: end)...]
    }
    return decoded
  }

  private static func character(named name: Substring) -> Character? {
    switch name {
    case "lt": return "<"
    case "gt": return ">"
    case "amp": return "&"
    case "quot": return "\""
    case "apos": return "'"
    default:
      guard name.first == "#" else { return nil }
      let digits = name.dropFirst()
      let code = digits.first == "x" ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
      return code.flatMap { Unicode.Scalar($0) }.map { Character($0) }
    }
  }
}
