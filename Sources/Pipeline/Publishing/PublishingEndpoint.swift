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
    /// Nil once the endpoint is closed, and while it is to be bound again.
    var socket: ZeroMQSocket?
    var isClosed = false
    var subscribed = SubscribedTopics()
  }

  /// The longest subscription; a stranger that sends more is disconnected.
  static let maximumSubscriptionBytes = 1024
  /// How many subscriptions are looked at between two messages, so that nobody can delay publishing by sending them.
  private static let maximumSubscriptionsAtOnce = 256

  /// Where it is bound, with the port that the system chose.
  let address: ZeroMQEndpoint
  private let shape: Shape
  private let access: ClientAccess?
  private let options: ZeroMQSocketOptions
  private let context: ZeroMQContext
  private let state: Mutex<State>

  init(
    _ endpoint: ZeroMQEndpoint, shape: Shape, settings: ZeroMQPublisherSettings, access: ClientAccess?,
    context: ZeroMQContext
  ) throws(ZeroMQError) {
    var options = ZeroMQSocketOptions()
    options.sendHighWaterMark = settings.highWaterMark
    options.receiveHighWaterMark = Self.maximumSubscriptionsAtOnce
    options.lingerMilliseconds = settings.lingerMilliseconds
    options.maximumMessageBytes = Self.maximumSubscriptionBytes
    options.heartbeatMilliseconds = 5000
    options.security = access.map { .server($0.keys) }
    options.approvesSubscriptions = access != nil
    var socket = try ZeroMQSocket(.publishWithSubscriptions, in: context, options: options)
    try socket.bind(to: endpoint)
    address = try socket.lastEndpoint()
    self.shape = shape
    self.access = access
    self.options = options
    self.context = context
    state = Mutex(State(socket: socket))
  }

  /// Whether anybody receives the topic.
  func hasSubscriber(to topic: [UInt8]) -> Bool {
    state.withLock { state in
      if state.socket == nil, !state.isClosed { bindAgain(&state) }
      for _ in 0..<Self.maximumSubscriptionsAtOnce {
        guard let access else {
          guard let message = try? state.socket?.receive(timeoutMilliseconds: 0), message.count == 1 else { break }
          state.subscribed.receive(message[0])
          continue
        }
        guard let subscription = try? state.socket?.receiveSubscription() else { break }
        guard take(subscription, of: access, &state) else { break }
      }
      return state.subscribed.contains(topic)
    }
  }

  /// Approves what a subscriber may receive of what it has asked for; false where the endpoint must be bound again.
  private func take(
    _ subscription: ZeroMQSocket.Subscription, of access: ClientAccess, _ state: inout State
  ) -> Bool {
    guard let first = subscription.message.first, first <= 1 else {
      // libzmq loses track of whose message is whose when a client sends something else, and would grant one what
      // another may receive: everybody has to connect again.
      state.socket = nil
      state.subscribed = SubscribedTopics()
      return false
    }
    state.subscribed.receive(subscription.message)
    let prefix = Array(subscription.message.dropFirst())
    if first == 1 {
      for granted in access.grants(prefix, to: subscription.user) { try? state.socket?.approve(granted) }
    } else if access.endsWithSubscription(subscription.user) {
      try? state.socket?.revoke(prefix)
    }
    return true
  }

  private func bindAgain(_ state: inout State) {
    do {
      var socket = try ZeroMQSocket(.publishWithSubscriptions, in: context, options: options)
      try socket.bind(to: address)
      state.socket = consume socket
    } catch {
      // The old socket's address may not be free yet: the next message tries again.
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
    state.withLock {
      $0.socket = nil
      $0.isClosed = true
    }
  }
}
