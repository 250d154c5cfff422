import CZeroMQ

/// What a socket is for.
public enum ZeroMQSocketKind: Sendable, CaseIterable {
  /// Sends to every subscriber; never waits.
  case publish
  /// As `publish`, and receives the subscriptions.
  case publishWithSubscriptions
  /// Receives what it has subscribed to.
  case subscribe
  /// Sends to one of the connected `pull` sockets in turn.
  case push
  /// Receives from `push` sockets.
  case pull
  /// Is connected to exactly one other `pair` socket.
  case pair
  /// Answers requests, one after the other.
  case reply
  /// Sends a request and receives its answer.
  case request

  var number: CInt {
    switch self {
    case .publish: ZMQ_PUB
    case .publishWithSubscriptions: ZMQ_XPUB
    case .subscribe: ZMQ_SUB
    case .push: ZMQ_PUSH
    case .pull: ZMQ_PULL
    case .pair: ZMQ_PAIR
    case .reply: ZMQ_REP
    case .request: ZMQ_REQ
    }
  }
}
