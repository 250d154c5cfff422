/// What is set on a socket before it binds or connects.
public struct ZeroMQSocketOptions: Equatable, Sendable {
  /// The most messages that wait for one peer to be sent; a publishing socket drops further ones for that peer.
  public var sendHighWaterMark = 1000
  /// The most messages that wait to be received from one peer.
  public var receiveHighWaterMark = 1000
  /// How long messages that wait to be sent keep a closed socket alive.
  public var lingerMilliseconds = 1000
  /// Keep only the newest message, per socket; it must be of one frame.
  public var isConflating = false
  /// The largest message that is accepted, in bytes; nil for any.
  ///
  /// A peer that sends a larger one is disconnected.
  public var maximumMessageBytes: Int?
  /// How long a peer may take for the handshake.
  public var handshakeMilliseconds = 2000
  /// How often an idle connection is tested; nil for never.
  ///
  /// A peer that is silent for three such periods is disconnected. Not for sockets that receive more than they may refuse: where
  /// a heartbeat fails while the receive queue is full, libzmq (its issue 3937) ends the process.
  public var heartbeatMilliseconds: Int?
  /// After how many silent seconds the system of a TCP peer is asked whether it is there; nil for what the system does.
  ///
  /// A peer that does not answer three times, as far apart, is disconnected.
  public var keepAliveSeconds: Int?
  /// The pause before a lost connection is tried again; it doubles up to `maximumReconnectMilliseconds`.
  public var reconnectMilliseconds = 100
  /// The longest pause before a lost connection is tried again.
  public var maximumReconnectMilliseconds = 2000
  /// How peers prove who they are; nil where anybody may connect.
  public var security: CurveSecurity?
  /// Whether nothing is sent to a subscriber before its subscription was approved; for `publishWithSubscriptions`.
  public var approvesSubscriptions = false

  /// Creates the default options.
  public init() {}
}
