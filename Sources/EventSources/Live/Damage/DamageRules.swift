/// Why rules are not legal.
public struct DamageRulesError: Error, Equatable, Sendable {
  /// What is wrong, with what is legal.
  public var message: String
}

/// What to damage of a source on purpose, so that users can try what their own software makes of it: `lost=1e6,jump=5e6,seed=7`.
///
/// Each kind has the mean distance from one fault to the next: in bytes for what comes as bytes, in events for `gap` and `jump` and
/// for recordings. The same seed does the same to the same stream, however it is cut into pieces.
public struct DamageRules: Equatable, Hashable, Sendable {
  /// A kind of damage.
  public enum Kind: String, Sendable, CaseIterable {
    /// 1 to 4096 bytes, a whole packet, or 1 to 256 events are missing.
    case lost
    /// 1 to 256 bytes or events, or a packet, come twice.
    case repeated
    /// 1 to 64 bytes are replaced by random ones; of recordings the pixels of as many events.
    case garbled
    /// Nothing comes for 0.1 to 2 s.
    case stall
    /// The connection is closed; a recording begins a new session.
    case close
    /// The events of the next 1 to 500 ms are missing.
    case gap
    /// The sensor's time jumps by up to 5 s, forwards or backwards.
    case jump
  }

  /// The mean distance of faults of each kind; kinds that are absent do not occur.
  public private(set) var meanDistances: [Kind: Double] = [:]
  /// What makes it repeatable.
  public private(set) var seed: UInt64 = 1

  /// Reads rules separated by commas.
  ///
  /// - Throws: the rule that is not legal, with those that are.
  public init(parsing text: some StringProtocol) throws(DamageRulesError) {
    let legal = "\(Kind.allCases.map { "\($0.rawValue)=DISTANCE" }.joined(separator: ", ")), seed=NUMBER"
    for rule in text.split(separator: ",", omittingEmptySubsequences: false) {
      let sides = rule.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard sides.count == 2 else { throw DamageRulesError(message: "'\(rule)' is no rule; legal are \(legal)") }
      if sides[0] == "seed", let seed = UInt64(sides[1]) {
        self.seed = seed
      } else if let kind = Kind(rawValue: String(sides[0])), let distance = Double(sides[1]), distance >= 1,
        distance <= 1e18
      {
        meanDistances[kind] = distance
      } else {
        throw DamageRulesError(
          message: "'\(rule)' is no rule; legal are \(legal), with distances of 1 to 1e18 bytes or events")
      }
    }
  }
}
