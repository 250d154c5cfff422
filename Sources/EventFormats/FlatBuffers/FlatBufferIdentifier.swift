/// The four characters that name what kind of thing a FlatBuffer holds.
struct FlatBufferIdentifier: Equatable, Hashable, Sendable, CustomStringConvertible {
  /// The characters as they stand in the buffer, read as a little-endian number.
  let code: UInt32

  /// Creates an identifier from the number read.
  init(code: UInt32) { self.code = code }

  /// Creates an identifier from its first four characters, which must be ASCII.
  init(_ text: String) {
    code = text.utf8.prefix(4).reversed().reduce(0) { $0 << 8 | UInt32($1) }
  }

  /// The four bytes in the order in which they are written.
  var bytes: [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: code >> (8 * $0)) } }

  /// The characters; dots for those that are not printable.
  var description: String {
    String(decoding: bytes.map { (0x20..<0x7F).contains($0) ? $0 : UInt8(ascii: ".") }, as: UTF8.self)
  }
}
