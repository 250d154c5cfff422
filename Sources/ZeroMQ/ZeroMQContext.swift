import CZeroMQ

/// The sockets' home: libzmq's threads and what belongs to them.
///
/// A process needs one. A context lives until the last of its sockets is gone; then it waits for messages that are still on their way, as long
/// as each socket's linger period allows.
///
/// `@unchecked Sendable`: the pointer never changes, and libzmq allows a context to be used from any thread.
public final class ZeroMQContext: @unchecked Sendable {
  let pointer: UnsafeMutableRawPointer

  /// Creates a context.
  ///
  /// - Throws: `unsupportedLibrary` where libzmq is older than `ZeroMQLibrary.oldestSupportedVersion`; `tooManySockets`.
  public init() throws(ZeroMQError) {
    try ZeroMQLibrary.requireSupported(ZeroMQLibrary.version)
    guard let pointer = zmq_ctx_new() else { throw .last(action: "create a ZeroMQ context") }
    self.pointer = pointer
  }

  deinit {
    // An interrupting signal makes it give up early.
    while zmq_ctx_term(pointer) != 0, zmq_errno() == EINTR {}
  }

  /// Ends every wait on this context's sockets, now and in future, with `terminated`.
  ///
  /// Safe to call from any thread.
  public func shutdown() { zmq_ctx_shutdown(pointer) }
}
