import Synchronization
import ZeroMQ

/// One of the two endpoints: a socket and the shape of the messages on it.
final class PublishingEndpoint: Sendable {
  /// The shape of a message.
  enum Shape: Sendable {
    /// Two frames: topic, payload.
    case twoFrames
    /// One frame: topic, 0, payload. Conflation keeps the last frame of a message only, so all must be in one.
    case oneFrame
  }

  private struct State: ~Copyable {
    /// Nil once the endpoint is closed.
    var socket: ZeroMQSocket?
    var subscribed = SubscribedTopics()
  }

  /// The longest subscription; a stranger that sends more is disconnected.
  static let maximumSubscriptionBytes = 1024
  /// How many subscriptions are looked at between two messages, so that nobody can delay publishing by sending them.
  private static let maximumSubscriptionsAtOnce = 256

  /// Where it is bound, with the port that the system chose.
  let address: ZeroMQEndpoint
  private let shape: Shape
  private let state: Mutex<State>

  init(
    _ endpoint: ZeroMQEndpoint, shape: Shape, settings: ZeroMQPublisherSettings, context: ZeroMQContext
  ) throws(ZeroMQError) {
    var options = ZeroMQSocketOptions()
    options.sendHighWaterMark = settings.highWaterMark
    options.receiveHighWaterMark = Self.maximumSubscriptionsAtOnce
    options.lingerMilliseconds = settings.lingerMilliseconds
    options.maximumMessageBytes = Self.maximumSubscriptionBytes
    options.heartbeatMilliseconds = 5000
    var socket = try ZeroMQSocket(.publishWithSubscriptions, in: context, options: options)
    try socket.bind(to: endpoint)
    address = try socket.lastEndpoint()
    self.shape = shape
    state = Mutex(State(socket: socket))
  }

  /// Whether anybody receives the topic.
  func hasSubscriber(to topic: [UInt8]) -> Bool {
    state.withLock { state in
      for _ in 0..<Self.maximumSubscriptionsAtOnce {
        guard let message = try? state.socket?.receive(timeoutMilliseconds: 0), message.count == 1 else { break }
        state.subscribed.receive(message[0])
      }
      return state.subscribed.contains(topic)
    }
  }

  /// Sends a message without waiting; false where it was not taken.
  func send(topic: [UInt8], payload: [UInt8]) throws(ZeroMQError) -> Bool {
    try state.withLock { state throws(ZeroMQError) in
      switch shape {
      case .twoFrames:
        return try state.socket?.send(topic.span, payload.span) ?? false
      case .oneFrame:
        let frame = topic + [0] + payload
        return try state.socket?.send(frame.span) ?? false
      }
    }
  }

  /// Closes the socket; messages on their way are still sent as long as the linger period allows.
  func close() {
    state.withLock { $0.socket = nil }
  }
}
