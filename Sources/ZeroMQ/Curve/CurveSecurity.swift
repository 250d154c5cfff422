import CZeroMQ

/// How the peers of a socket prove who they are.
public enum CurveSecurity: Equatable, Sendable {
  /// Peers must know this socket's public key, and an authenticator decides which of theirs are let in.
  case server(CurveKeyPair)
  /// The socket has a key of its own and talks to the owner of the server's secret key only.
  case client(CurveKeyPair, server: CurveKey)

  /// The domain that the requests to an authenticator name.
  static let domain = "saccade"

  /// Sets the keys on a socket that is neither bound nor connected.
  func apply(to socket: UnsafeMutableRawPointer) throws(ZeroMQError) {
    switch self {
    case .server(let pair):
      try Self.set(ZMQ_CURVE_SERVER, of: socket, "the role of a CURVE server") { body in
        var isServer: CInt = 1
        return body(&isServer, MemoryLayout<CInt>.size)
      }
      try Self.set(ZMQ_ZAP_DOMAIN, of: socket, "the authentication domain") { body in
        var domain = Array(Self.domain.utf8)
        return body(&domain, domain.count)
      }
      try Self.set(pair.secretKey, as: ZMQ_CURVE_SECRETKEY, of: socket, "the secret key")
    case .client(let pair, let server):
      try Self.set(pair.publicKey, as: ZMQ_CURVE_PUBLICKEY, of: socket, "the public key")
      try Self.set(pair.secretKey, as: ZMQ_CURVE_SECRETKEY, of: socket, "the secret key")
      try Self.set(server, as: ZMQ_CURVE_SERVERKEY, of: socket, "the server's key")
    }
  }

  private static func set(
    _ key: CurveKey, as option: CInt, of socket: UnsafeMutableRawPointer, _ name: String
  ) throws(ZeroMQError) {
    try set(option, of: socket, name) { body in
      var bytes = key.bytes
      return body(&bytes, bytes.count)
    }
  }

  private static func set(
    _ option: CInt, of socket: UnsafeMutableRawPointer, _ name: String,
    with value: ((UnsafeRawPointer, Int) -> CInt) -> CInt
  ) throws(ZeroMQError) {
    guard value({ zmq_setsockopt(socket, option, $0, $1) }) == 0 else { throw .last(action: "set \(name)") }
  }
}
