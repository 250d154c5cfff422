/// The fields of a chunk record before its compressed records.
struct MCAPChunkHeader: Equatable, Sendable {
  /// The longest name of a compression that is looked at.
  private static let maximumNameLength = 32
  private static let fixedSize = 32

  /// The bytes that its records have when decompressed.
  var uncompressedSize: UInt64
  /// The CRC-32 of the decompressed records; 0 where it is not known.
  var checksum: UInt32
  /// The compression's name: empty, `lz4` or `zstd`.
  var compression: String
  /// The bytes of the compressed records.
  var recordsSize: UInt64

  /// How many bytes are needed to tell the size of the header, or the header itself; nil where it cannot be one.
  static func size(knowing bytes: [UInt8]) -> Int? {
    guard bytes.count >= fixedSize else { return fixedSize }
    let length = bytes[28..<32].reversed().reduce(0) { $0 << 8 | Int($1) }
    return length <= maximumNameLength ? fixedSize + length + 8 : nil
  }

  /// Reads a header of the size told by `size(knowing:)`, of a chunk record of `length` bytes; nil where they contradict each
  /// other.
  init?(_ bytes: [UInt8], length: UInt64) {
    func number(_ range: Range<Int>) -> UInt64 { bytes[range].reversed().reduce(0) { $0 << 8 | UInt64($1) } }
    uncompressedSize = number(16..<24)
    checksum = UInt32(number(24..<28))
    compression = String(decoding: bytes[32..<(bytes.count - 8)], as: UTF8.self)
    recordsSize = number((bytes.count - 8)..<bytes.count)
    guard recordsSize == length &- UInt64(bytes.count), length >= UInt64(bytes.count) else { return nil }
  }
}
