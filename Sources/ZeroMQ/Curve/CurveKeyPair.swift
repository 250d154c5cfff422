import CZeroMQ

/// A key pair of CURVE: the public half is given away, the secret half never leaves its machine.
public struct CurveKeyPair: Equatable, Sendable {
  /// What others know of its owner.
  public let publicKey: CurveKey
  /// What only its owner knows.
  public let secretKey: CurveKey

  /// Makes a new pair from the system's random numbers.
  ///
  /// - Throws: `unsupportedLibrary` where libzmq was built without CURVE.
  public static func generate() throws(ZeroMQError) -> CurveKeyPair {
    var publicText = [CChar](repeating: 0, count: CurveKey.characterCount + 1)
    var secretText = publicText
    guard zmq_curve_keypair(&publicText, &secretText) == 0, let publicKey = key(publicText),
      let secretKey = key(secretText)
    else { throw withoutCurve }
    return CurveKeyPair(publicKey: publicKey, secretKey: secretKey)
  }

  /// Works the public half out from the secret one.
  ///
  /// - Throws: `unsupportedLibrary` where libzmq was built without CURVE.
  public init(secretKey: CurveKey) throws(ZeroMQError) {
    var publicText = [CChar](repeating: 0, count: CurveKey.characterCount + 1)
    guard zmq_curve_public(&publicText, secretKey.z85) == 0, let publicKey = Self.key(publicText) else {
      throw Self.withoutCurve
    }
    self.init(publicKey: publicKey, secretKey: secretKey)
  }

  private init(publicKey: CurveKey, secretKey: CurveKey) {
    self.publicKey = publicKey
    self.secretKey = secretKey
  }

  private static func key(_ text: [CChar]) -> CurveKey? {
    CurveKey(z85: String(decoding: text.prefix(CurveKey.characterCount).map { UInt8(bitPattern: $0) }, as: UTF8.self))
  }

  private static var withoutCurve: ZeroMQError {
    ZeroMQError(
      .unsupportedLibrary, "the installed libzmq knows no CURVE", remedy: "install one that was built with libsodium")
  }
}
