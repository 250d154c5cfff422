/// The bytes of a pickle and how far they have been read; every length is checked before it is used.
struct PickleInput {
  let bytes: [UInt8]
  private(set) var position = 0

  init(bytes: [UInt8]) { self.bytes = bytes }

  mutating func byte(_ needed: String) throws(PickleError) -> UInt8 {
    guard position < bytes.count else { throw .truncated(offset: bytes.count, needed: needed) }
    position += 1
    return bytes[position - 1]
  }

  /// A little-endian unsigned integer of at most 8 bytes.
  mutating func integer(_ byteCount: Int, _ needed: String) throws(PickleError) -> UInt64 {
    var value: UInt64 = 0
    for index in 0..<byteCount { value |= UInt64(try byte(needed)) << (8 * UInt64(index)) }
    return value
  }

  /// The range of the next `count` bytes, which is passed.
  mutating func range(_ count: UInt64, _ needed: String) throws(PickleError) -> Range<Int> {
    guard count <= UInt64(bytes.count - position) else { throw .truncated(offset: bytes.count, needed: needed) }
    let start = position
    position += Int(count)
    return start..<position
  }

  /// UTF-8, in which Python also writes lone surrogates; these become U+FFFD.
  mutating func text(_ count: UInt64) throws(PickleError) -> String {
    String(decoding: bytes[try range(count, "\(count) bytes of text")], as: UTF8.self)
  }

  /// Text of one byte a character, as Python 2 wrote it.
  mutating func latin1(_ count: UInt64) throws(PickleError) -> String {
    let range = try range(count, "\(count) bytes of text")
    var text = ""
    for byte in bytes[range] { text.unicodeScalars.append(Unicode.Scalar(byte)) }
    return text
  }

  /// The text up to the next line feed, which is passed.
  mutating func line(_ needed: String) throws(PickleError) -> String {
    guard let end = bytes[position...].firstIndex(of: UInt8(ascii: "\n")) else {
      throw .truncated(offset: bytes.count, needed: "\(needed) and a line feed")
    }
    defer { position = end + 1 }
    return String(decoding: bytes[position..<end], as: UTF8.self)
  }

  /// Passes the length of a frame, which must lie inside the pickle; frames change nothing else.
  mutating func checkFrame(_ offset: Int) throws(PickleError) {
    let length = try integer(8, "a frame's length")
    guard length <= UInt64(bytes.count - position) else {
      throw .illegalArgument(
        "a frame of \(length) bytes", offset: offset, expected: "at most the \(bytes.count - position) that follow")
    }
  }
}
