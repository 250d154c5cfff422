/// What waits for one client, in two queues: control, of which nothing may be lost, and data, of which the newest counts.
package struct FoxgloveOutbox {
  /// Control messages that may wait.
  package static let controlCapacity = 64

  /// Something that is sent as it is.
  package enum Control: Equatable, Sendable {
    case text([UInt8])
    case ping
    case pong([UInt8])
  }

  /// A message of a channel.
  package struct Message: Equatable, Sendable {
    /// The client's number of the subscription.
    package var subscription: UInt32
    /// The time of the message in nanoseconds since 1970.
    package var timeNanoseconds: Int64
    /// The message as the channel's encoding has it.
    package var payload: [UInt8]

    /// Creates a message.
    package init(subscription: UInt32, timeNanoseconds: Int64, payload: [UInt8]) {
      self.subscription = subscription
      self.timeNanoseconds = timeNanoseconds
      self.payload = payload
    }
  }

  /// What is sent next.
  package enum Item: Equatable, Sendable {
    case control(Control)
    case message(Message)
  }

  private var control: [Control] = []
  private var messages: [Message] = []
  /// Messages that newer ones have replaced.
  package private(set) var droppedMessages: UInt64 = 0

  /// Nothing waits.
  package init() {}

  /// Whether control messages wait.
  package var hasControl: Bool { !control.isEmpty }

  /// Adds a control message; false where too many wait, which is the end of the connection.
  package mutating func add(_ item: Control) -> Bool {
    guard control.count < Self.controlCapacity else { return false }
    control.append(item)
    return true
  }

  /// Adds a message; the one of the same subscription that still waits is dropped, and its place taken.
  package mutating func add(_ message: Message) {
    if let index = messages.firstIndex(where: { $0.subscription == message.subscription }) {
      messages[index] = message
      droppedMessages += 1
    } else {
      messages.append(message)
    }
  }

  /// Forgets the messages of subscriptions that are no longer there.
  package mutating func keep(only subscriptions: some Collection<UInt32>) {
    messages.removeAll { !subscriptions.contains($0.subscription) }
  }

  /// Takes out what is sent next: control first.
  package mutating func next() -> Item? {
    if !control.isEmpty { return .control(control.removeFirst()) }
    return messages.isEmpty ? nil : .message(messages.removeFirst())
  }
}
