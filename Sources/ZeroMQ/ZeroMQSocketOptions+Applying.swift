import CZeroMQ

extension ZeroMQSocketOptions {
  /// Sets the options on a socket that is neither bound nor connected.
  func apply(to socket: UnsafeMutableRawPointer) throws(ZeroMQError) {
    try Self.set(ZMQ_SNDHWM, CInt(clamping: sendHighWaterMark), of: socket, "the send high-water mark")
    try Self.set(ZMQ_RCVHWM, CInt(clamping: receiveHighWaterMark), of: socket, "the receive high-water mark")
    try Self.set(ZMQ_LINGER, CInt(clamping: lingerMilliseconds), of: socket, "the linger period")
    try Self.set(ZMQ_HANDSHAKE_IVL, CInt(clamping: handshakeMilliseconds), of: socket, "the handshake period")
    try Self.set(ZMQ_RECONNECT_IVL, CInt(clamping: reconnectMilliseconds), of: socket, "the reconnection period")
    try Self.set(
      ZMQ_RECONNECT_IVL_MAX, CInt(clamping: maximumReconnectMilliseconds), of: socket, "the longest reconnection period"
    )
    if isConflating { try Self.set(ZMQ_CONFLATE, CInt(1), of: socket, "conflation") }
    if approvesSubscriptions { try Self.set(ZMQ_XPUB_MANUAL, CInt(1), of: socket, "the approval of subscriptions") }
    if let security { try security.apply(to: socket) }
    if let maximumMessageBytes {
      try Self.set(ZMQ_MAXMSGSIZE, Int64(maximumMessageBytes), of: socket, "the largest message")
    }
    if let heartbeatMilliseconds {
      let period = CInt(clamping: min(heartbeatMilliseconds, 600_000))
      try Self.set(ZMQ_HEARTBEAT_IVL, period, of: socket, "the heartbeat period")
      try Self.set(ZMQ_HEARTBEAT_TIMEOUT, 3 * period, of: socket, "the heartbeat limit")
    }
    if let keepAliveSeconds {
      let seconds = CInt(clamping: max(1, keepAliveSeconds))
      try Self.set(ZMQ_TCP_KEEPALIVE, CInt(1), of: socket, "keep-alive")
      try Self.set(ZMQ_TCP_KEEPALIVE_IDLE, seconds, of: socket, "the keep-alive period")
      try Self.set(ZMQ_TCP_KEEPALIVE_INTVL, seconds, of: socket, "the keep-alive period")
      try Self.set(ZMQ_TCP_KEEPALIVE_CNT, CInt(3), of: socket, "the keep-alive limit")
    }
  }

  /// Allows or forbids IPv6 for the next bind or connect.
  static func setIPv6(_ isEnabled: Bool, of socket: UnsafeMutableRawPointer) throws(ZeroMQError) {
    try set(ZMQ_IPV6, CInt(isEnabled ? 1 : 0), of: socket, "IPv6")
  }

  private static func set<Value: BitwiseCopyable>(
    _ option: CInt, _ value: Value, of socket: UnsafeMutableRawPointer, _ name: String
  ) throws(ZeroMQError) {
    var value = value
    guard zmq_setsockopt(socket, option, &value, MemoryLayout<Value>.size) == 0 else {
      throw .last(action: "set \(name) of a ZeroMQ socket to \(value)")
    }
  }
}
