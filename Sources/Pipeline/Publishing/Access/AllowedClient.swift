public import ZeroMQ

/// A client that may receive something, known by its public key.
public struct AllowedClient: Equatable, Sendable {
  /// What it is called in messages: the name of its file.
  public var name: String
  /// The public half of its key.
  public var key: CurveKey
  /// The prefixes of the topics that it may receive; one that is empty allows all.
  public var topics: [String]

  /// Creates a client.
  public init(name: String, key: CurveKey, topics: [String]) {
    self.name = name
    self.key = key
    self.topics = topics
  }

  /// What a subscription gives this client: the prefix itself where all of it is allowed, else what of it is allowed.
  ///
  /// - Parameter prefix: what it has subscribed to.
  /// - Returns: prefixes, none where nothing of it is allowed.
  package func granted(_ prefix: [UInt8]) -> [[UInt8]] {
    let allowed = topics.map { Array($0.utf8) }
    if allowed.contains(where: { prefix.starts(with: $0) }) { return [prefix] }
    return allowed.filter { $0.starts(with: prefix) }
  }

  /// Whether it may receive everything.
  public var receivesEverything: Bool { topics.contains("") }
}
