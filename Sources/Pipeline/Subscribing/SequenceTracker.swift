/// Finds lost frames by (session, sequence), source by source.
///
/// The first frame of a source sets where counting begins: what was published before a subscriber came is not lost. A
/// session counts from 0, so that the frames before the first one received of a later session are.
public struct SequenceTracker: Sendable {
  /// How many sources are followed; frames of further ones are only counted.
  public static let maximumSources = 4096

  private struct Position {
    var session: UInt64
    /// The sequence expected next.
    var next: UInt64
  }

  private var positions: [String: Position] = [:]
  private var lossesBySource: [String: SequenceLosses] = [:]

  /// Everything noticed, over all sources.
  public private(set) var total = SequenceLosses()

  /// Creates a tracker that has seen nothing.
  public init() {}

  /// What was noticed of one source.
  public func losses(of source: String) -> SequenceLosses { lossesBySource[source] ?? SequenceLosses() }

  /// Takes note of a frame.
  ///
  /// - Returns: how many frames of the source were lost just before it.
  @discardableResult
  public mutating func receive(source: String, session: UInt64, sequence: UInt64) -> UInt64 {
    var change = SequenceLosses()
    change.received = 1
    guard positions[source] != nil || positions.count < Self.maximumSources else {
      total.add(change)
      return 0
    }
    if let position = positions[source] {
      let isNewSession = position.session != session
      let expected = isNewSession ? 0 : position.next
      change.newSessions = isNewSession ? 1 : 0
      if sequence < expected {
        change.repeated = 1
      } else {
        change.lost = sequence - expected
        change.gaps = change.lost > 0 ? 1 : 0
      }
    }
    if change.repeated == 0 { positions[source] = Position(session: session, next: sequence &+ 1) }
    lossesBySource[source, default: SequenceLosses()].add(change)
    total.add(change)
    return change.lost
  }
}

extension SequenceLosses {
  /// Adds up; sequence numbers come from outside, so the sum may wrap around.
  fileprivate mutating func add(_ change: SequenceLosses) {
    received &+= change.received
    lost &+= change.lost
    gaps &+= change.gaps
    repeated &+= change.repeated
    newSessions &+= change.newSessions
  }
}
