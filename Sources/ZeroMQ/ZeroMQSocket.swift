import CZeroMQ

/// A socket, closed when the value ends.
///
/// One thread uses it at a time. The compiler sees to that: the type cannot be copied, and everything that touches the
/// socket mutates it.
public struct ZeroMQSocket: ~Copyable {
  let pointer: UnsafeMutableRawPointer
  // Keeps the context alive for as long as the socket.
  private let context: ZeroMQContext
  private var boundPaths: [IPCPath.BoundSocket] = []

  /// What the socket is for.
  public let kind: ZeroMQSocketKind

  /// Creates a socket that is neither bound nor connected.
  ///
  /// - Throws: `tooManySockets`; `terminated` where the context was shut down.
  public init(
    _ kind: ZeroMQSocketKind, in context: ZeroMQContext, options: ZeroMQSocketOptions = ZeroMQSocketOptions()
  ) throws(ZeroMQError) {
    guard let pointer = zmq_socket(context.pointer, kind.number) else { throw .last(action: "create a ZeroMQ socket") }
    do {
      try options.apply(to: pointer)
    } catch {
      zmq_close(pointer)
      throw error
    }
    self.pointer = pointer
    self.context = context
    self.kind = kind
  }

  deinit {
    // libzmq leaves the file of an ipc endpoint behind.
    for bound in boundPaths { bound.remove() }
    zmq_close(pointer)
  }

  /// Binds the socket; peers connect to it.
  ///
  /// - Throws: `addressInUse`, `addressNotAvailable`, `permissionDenied`, `missingFolder`, `notASocket`.
  public mutating func bind(to endpoint: ZeroMQEndpoint) throws(ZeroMQError) {
    if case .ipc(let path) = endpoint.address { try IPCPath.requireFree(path, endpoint: endpoint) }
    try ZeroMQSocketOptions.setIPv6(endpoint.isIPv6, of: pointer)
    guard zmq_bind(pointer, endpoint.description) == 0 else { throw .last(action: "bind", endpoint: endpoint) }
    if case .ipc(let path) = endpoint.address, let bound = IPCPath.BoundSocket(path: path) { boundPaths.append(bound) }
  }

  /// Connects the socket to a peer, which need not be there yet; libzmq connects again by itself whenever it must.
  ///
  /// - Throws: `badEndpoint` where the endpoint names no port or no host.
  public mutating func connect(to endpoint: ZeroMQEndpoint) throws(ZeroMQError) {
    if case .tcp(let host, let port) = endpoint.address, port == nil || host == "*" {
      throw ZeroMQError(
        .badEndpoint, "cannot connect to \(endpoint): it names no host or no port",
        remedy: "use tcp://HOST:PORT with the host and the port of the program to connect to",
        endpoint: endpoint.description)
    }
    try ZeroMQSocketOptions.setIPv6(endpoint.isIPv6, of: pointer)
    guard zmq_connect(pointer, endpoint.description) == 0 else { throw .last(action: "connect", endpoint: endpoint) }
  }

  /// Where the socket was last bound or connected to, with the port that the system chose for `tcp://HOST:*`.
  ///
  /// - Throws: `terminated` where the context was shut down.
  public mutating func lastEndpoint() throws(ZeroMQError) -> ZeroMQEndpoint {
    var bytes = [UInt8](repeating: 0, count: 1024)
    var count = bytes.count
    guard zmq_getsockopt(pointer, ZMQ_LAST_ENDPOINT, &bytes, &count) == 0 else {
      throw .last(action: "read the endpoint of a ZeroMQ socket")
    }
    return try ZeroMQEndpoint(String(decoding: bytes.prefix(max(0, count - 1)), as: UTF8.self))
  }

  /// Receives messages that begin with `prefix`, which may be empty for all.
  ///
  /// - Throws: `failed` where the socket is no `subscribe` socket.
  public mutating func subscribe(to prefix: String) throws(ZeroMQError) {
    let bytes = Array(prefix.utf8)
    guard zmq_setsockopt(pointer, ZMQ_SUBSCRIBE, bytes, bytes.count) == 0 else {
      throw .last(action: "subscribe to '\(prefix)'")
    }
  }
}

/// `@unchecked Sendable`: the value cannot be copied and every operation needs exclusive access to it, so two threads never
/// use the socket at once; libzmq allows a socket to move between threads with a memory fence, and everything that hands a
/// Swift value from one thread to another is one.
extension ZeroMQSocket: @unchecked Sendable {}
