/// What the subscribers of an endpoint have subscribed to, so that nothing is encoded that nobody receives.
///
/// libzmq reports a prefix when its first subscriber comes and again when its last one goes; where subscriptions are
/// approved, for every subscriber.
package struct SubscribedTopics {
  /// How many prefixes are remembered; subscribers decide how many there are.
  package static let maximumPrefixes = 256

  private var prefixes: [(bytes: [UInt8], count: Int)] = []
  /// Prefixes that were too many to be remembered; while there are any, every topic counts as subscribed.
  private var unremembered = 0

  /// Nobody has subscribed to anything yet.
  package init() {}

  /// Takes a message that the endpoint has received: 1 or 0, then the prefix.
  ///
  /// Anything else is ignored.
  package mutating func receive(_ message: [UInt8]) {
    guard let first = message.first, first <= 1 else { return }
    let prefix = Array(message.dropFirst())
    let index = prefixes.firstIndex { $0.bytes == prefix }
    switch (first, index) {
    case (1, let index?): prefixes[index].count += 1
    case (1, nil):
      if prefixes.count < Self.maximumPrefixes { prefixes.append((prefix, 1)) } else { unremembered += 1 }
    case (0, let index?) where prefixes[index].count > 1: prefixes[index].count -= 1
    case (0, let index?): prefixes.swapAt(index, prefixes.count - 1); prefixes.removeLast()
    case (0, nil): unremembered = max(0, unremembered - 1)
    default: break
    }
  }

  /// Whether anybody receives the topic.
  package func contains(_ topic: [UInt8]) -> Bool {
    unremembered > 0 || prefixes.contains { topic.starts(with: $0.bytes) }
  }
}
