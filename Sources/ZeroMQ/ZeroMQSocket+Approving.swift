import CZeroMQ

/// Subscriptions that have to be approved, of a socket with `approvesSubscriptions`.
extension ZeroMQSocket {
  /// A message of a subscriber.
  public struct Subscription: Equatable, Sendable {
    /// 1 for a subscription or 0 for its end, then the prefix.
    public var message: [UInt8]
    /// Whom the authenticator takes the subscriber for; nil where nobody was asked, and where its connection has ended.
    public var user: String?
  }

  /// Receives what a subscriber has sent, without waiting; nil where there is nothing.
  ///
  /// - Throws: `terminated` where the context was shut down.
  public mutating func receiveSubscription() throws(ZeroMQError) -> Subscription? {
    var message = zmq_msg_t()
    zmq_msg_init(&message)
    defer { zmq_msg_close(&message) }
    while zmq_msg_recv(&message, pointer, ZMQ_DONTWAIT) < 0 {
      switch zmq_errno() {
      case EINTR: continue
      case EAGAIN: return nil
      default: throw .last(action: "receive")
      }
    }
    let bytes = UnsafeRawBufferPointer(start: zmq_msg_data(&message), count: zmq_msg_size(&message))
    let user = zmq_msg_gets(&message, "User-Id").map { String(cString: $0) }
    return Subscription(message: [UInt8](bytes), user: user)
  }

  /// Sends messages that begin with `prefix` to the subscriber whose message was received last.
  ///
  /// - Throws: `failed` where the socket does not approve subscriptions.
  public mutating func approve(_ prefix: [UInt8]) throws(ZeroMQError) { try set(ZMQ_SUBSCRIBE, prefix, "approve") }

  /// Sends them no more to the subscriber whose message was received last.
  ///
  /// - Throws: `failed` where the socket does not approve subscriptions.
  public mutating func revoke(_ prefix: [UInt8]) throws(ZeroMQError) { try set(ZMQ_UNSUBSCRIBE, prefix, "end") }

  private mutating func set(_ option: CInt, _ prefix: [UInt8], _ action: String) throws(ZeroMQError) {
    guard zmq_setsockopt(pointer, option, prefix, prefix.count) == 0 else {
      throw .last(action: "\(action) a subscription")
    }
  }
}
