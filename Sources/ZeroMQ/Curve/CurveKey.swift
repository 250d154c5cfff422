import CZeroMQ

/// One half of a key pair of CURVE: 32 bytes, written as 40 characters of Z85.
///
/// Source: ZeroMQ RFC 26 (CurveZMQ) and RFC 32 (Z85).
public struct CurveKey: Equatable, Hashable, Sendable {
  /// Bytes of a key.
  public static let byteCount = 32
  /// Characters of a key in Z85.
  public static let characterCount = 40

  /// The 32 bytes.
  public let bytes: [UInt8]

  /// Reads a key from its 40 characters; nil where they are none.
  public init?(z85 text: String) {
    // libzmq trusts what it is given: five characters may make more than 32 bits.
    guard text.utf8.count == Self.characterCount, text.utf8.allSatisfy({ Self.alphabet.contains($0) }) else {
      return nil
    }
    var bytes = [UInt8](repeating: 0, count: Self.byteCount)
    guard zmq_z85_decode(&bytes, text) != nil else { return nil }
    self.bytes = bytes
    guard z85 == text else { return nil }
  }

  /// Takes a key as it is sent; nil where it has not 32 bytes.
  public init?(bytes: [UInt8]) {
    guard bytes.count == Self.byteCount else { return nil }
    self.bytes = bytes
  }

  /// The key as 40 characters.
  public var z85: String {
    var characters = [CChar](repeating: 0, count: Self.characterCount + 1)
    zmq_z85_encode(&characters, bytes, bytes.count)
    return String(decoding: characters.prefix(Self.characterCount).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  private static let alphabet = Set(
    "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#".utf8)
}
