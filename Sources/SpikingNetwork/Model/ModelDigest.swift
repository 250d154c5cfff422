/// 64 bits that stand for the exact bytes of a model file: FNV-1a.
///
/// It tells models apart in messages and states; it is no protection against somebody who wants two files to agree.
/// Source: the FNV hash, draft-eastlake-fnv, 64-bit parameters.
public struct ModelDigest: Equatable, Hashable, Sendable, CustomStringConvertible {
  /// The 64 bits.
  public let rawValue: UInt64

  /// Creates a digest from its bits.
  public init(rawValue: UInt64) { self.rawValue = rawValue }

  /// Computes the digest of a file's bytes.
  public init(of bytes: Span<UInt8>) {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for index in bytes.indices { hash = (hash ^ UInt64(bytes[index])) &* 0x100_0000_01B3 }
    rawValue = hash
  }

  /// Reads the 16 hexadecimal digits that `description` gives; nil for anything else.
  public init?(_ text: String) {
    guard text.utf8.count == 16, let value = UInt64(text, radix: 16), !text.hasPrefix("+") else { return nil }
    rawValue = value
  }

  /// 16 hexadecimal digits.
  public var description: String {
    let digits = String(rawValue, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
