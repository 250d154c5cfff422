/// Reads the JSON subset that the header of a safetensors file consists of.
///
/// A general JSON decoder would drop the first of two equal keys silently; this one sees every key and its place.
struct SafetensorsHeaderScanner {
  /// One tensor as the header states it, offsets relative to the data.
  struct Entry {
    var name: String
    var nameOffset: Int
    var element: String
    var shape: [Int]
    var begin: Int
    var end: Int
  }

  private let bytes: [UInt8]
  private let baseOffset: Int
  private var position = 0

  init(bytes: [UInt8], baseOffset: Int) {
    self.bytes = bytes
    self.baseOffset = baseOffset
  }

  /// The whole header: metadata and tensors in the order written.
  mutating func header() throws(SafetensorsError) -> (metadata: [String: String], entries: [Entry]) {
    var metadata: [String: String] = [:]
    var entries: [Entry] = []
    var seen: Set<String> = []
    var sawMetadata = false
    try expect("{", "'{' that opens the header")
    if !take("}") {
      repeat {
        skipSpace()
        let offset = baseOffset + position
        let key = try string()
        try expect(":", "':' after a key")
        if key == "__metadata__" {
          guard !sawMetadata else { throw .duplicateKey(key, offset: offset) }
          sawMetadata = true
          metadata = try stringMap()
        } else {
          guard seen.insert(key).inserted else { throw .duplicateKey(key, offset: offset) }
          entries.append(try entry(name: key, offset: offset))
        }
      } while take(",")
      try expect("}", "',' or '}' after a tensor")
    }
    skipSpace()
    guard position == bytes.count else { throw malformed("spaces up to the header's end") }
    return (metadata, entries)
  }

  private mutating func entry(name: String, offset: Int) throws(SafetensorsError) -> Entry {
    var element: String?
    var shape: [Int]?
    var offsets: [Int]?
    try expect("{", "'{' that opens the description of '\(name)'")
    repeat {
      skipSpace()
      let keyOffset = baseOffset + position
      let key = try string()
      try expect(":", "':' after a key")
      switch key {
      case "dtype" where element == nil: element = try string()
      case "shape" where shape == nil: shape = try integers()
      case "data_offsets" where offsets == nil: offsets = try integers()
      case "dtype", "shape", "data_offsets": throw .duplicateKey("\(name).\(key)", offset: keyOffset)
      default:
        throw .malformedHeader(offset: keyOffset, expected: "dtype, shape or data_offsets", found: "'\(key)'")
      }
    } while take(",")
    try expect("}", "',' or '}' in the description of '\(name)'")
    guard let element, let shape, let offsets, offsets.count == 2 else {
      throw .malformedHeader(
        offset: offset, expected: "dtype, shape and two data_offsets for '\(name)'", found: "an incomplete description")
    }
    return Entry(name: name, nameOffset: offset, element: element, shape: shape, begin: offsets[0], end: offsets[1])
  }

  private mutating func stringMap() throws(SafetensorsError) -> [String: String] {
    var map: [String: String] = [:]
    try expect("{", "'{' that opens __metadata__")
    if take("}") { return map }
    repeat {
      skipSpace()
      let offset = baseOffset + position
      let key = try string()
      try expect(":", "':' after a key")
      let value = try string()
      guard map.updateValue(value, forKey: key) == nil else { throw .duplicateKey(key, offset: offset) }
    } while take(",")
    try expect("}", "',' or '}' in __metadata__")
    return map
  }

  private mutating func integers() throws(SafetensorsError) -> [Int] {
    var values: [Int] = []
    try expect("[", "'['")
    if take("]") { return values }
    repeat {
      skipSpace()
      let start = position
      var value = 0
      while position < bytes.count, case let digit = bytes[position], (0x30...0x39).contains(digit) {
        let (product, overflow) = value.multipliedReportingOverflow(by: 10)
        let (sum, carry) = product.addingReportingOverflow(Int(digit - 0x30))
        guard !overflow, !carry else { throw malformed("an integer below 2^63") }
        value = sum
        position += 1
      }
      guard position > start else { throw malformed("a non-negative integer") }
      values.append(value)
    } while take(",")
    try expect("]", "',' or ']'")
    return values
  }

  private mutating func string() throws(SafetensorsError) -> String {
    try expect("\"", "'\"' that opens a string")
    var text: [UInt8] = []
    while position < bytes.count {
      let byte = bytes[position]
      switch byte {
      case UInt8(ascii: "\""):
        position += 1
        guard let result = String(validating: text, as: UTF8.self) else { throw malformed("UTF-8 text before this") }
        return result
      case UInt8(ascii: "\\"):
        position += 1
        text.append(contentsOf: String(try escape()).utf8)
      case 0..<0x20:
        throw malformed("an escaped control character")
      default:
        text.append(byte)
        position += 1
      }
    }
    throw malformed("'\"' that closes a string")
  }

  private mutating func escape() throws(SafetensorsError) -> Character {
    guard position < bytes.count else { throw malformed("an escape sequence") }
    let byte = bytes[position]
    position += 1
    switch byte {
    case UInt8(ascii: "\""): return "\""
    case UInt8(ascii: "\\"): return "\\"
    case UInt8(ascii: "/"): return "/"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{c}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): return Character(try unicodeScalar())
    default:
      position -= 1
      throw malformed("an escape sequence")
    }
  }

  private mutating func unicodeScalar() throws(SafetensorsError) -> Unicode.Scalar {
    let first = try codeUnit()
    guard UTF16.isLeadSurrogate(first) else {
      guard let scalar = Unicode.Scalar(first) else { throw malformed("a leading surrogate before this one") }
      return scalar
    }
    guard take("\\", skippingSpace: false), take("u", skippingSpace: false) else {
      throw malformed("the second half of a surrogate pair")
    }
    let second = try codeUnit()
    guard UTF16.isTrailSurrogate(second) else { throw malformed("a trailing surrogate before this") }
    return UTF16.decode((first, second))
  }

  private mutating func codeUnit() throws(SafetensorsError) -> UInt16 {
    var value: UInt16 = 0
    for _ in 0..<4 {
      guard position < bytes.count, let digit = Character(Unicode.Scalar(bytes[position])).hexDigitValue else {
        throw malformed("four hexadecimal digits")
      }
      value = value << 4 | UInt16(digit)
      position += 1
    }
    return value
  }

  private mutating func skipSpace() {
    while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) { position += 1 }
  }

  private mutating func take(_ character: Unicode.Scalar, skippingSpace: Bool = true) -> Bool {
    if skippingSpace { skipSpace() }
    guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func expect(_ character: Unicode.Scalar, _ what: String) throws(SafetensorsError) {
    guard take(character) else { throw malformed(what) }
  }

  private func malformed(_ expected: String) -> SafetensorsError {
    let found =
      position < bytes.count ? "'\(String(decoding: bytes[position...].prefix(12), as: UTF8.self))'" : "its end"
    return .malformedHeader(offset: baseOffset + position, expected: expected, found: found)
  }
}

extension UTF16 {
  /// The scalar of a valid surrogate pair.
  fileprivate static func decode(_ pair: (UInt16, UInt16)) -> Unicode.Scalar {
    let value = 0x10000 + (UInt32(pair.0 & 0x3FF) << 10 | UInt32(pair.1 & 0x3FF))
    return Unicode.Scalar(value) ?? "\u{FFFD}"
  }
}
