/// 64 bits that stand for the exact bytes of a model file: FNV-1a.
///
/// It tells models apart in messages and states; it is no protection against somebody who wants two files to agree.
/// Source: the FNV hash, draft-eastlake-fnv, 64-bit parameters.
public struct ModelDigest: Equatable, Hashable, Sendable, CustomStringConvertible {
  /// The 64 bits.
  public private(set) var rawValue: UInt64

  /// Creates a digest from its bits.
  public init(rawValue: UInt64) { self.rawValue = rawValue }

  /// Creates the digest of no bytes, to which those of a file are added as they come.
  public init() { rawValue = 0xCBF2_9CE4_8422_2325 }

  /// Computes the digest of a file's bytes.
  public init(of bytes: Span<UInt8>) {
    self.init()
    add(bytes)
  }

  /// Adds the bytes that follow.
  public mutating func add(_ bytes: Span<UInt8>) {
    var hash = rawValue
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
