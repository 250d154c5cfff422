/// What a subscriber has lost and otherwise noticed in the sequence of a source's frames.
public struct SequenceLosses: Equatable, Sendable {
  /// Frames received.
  public var received: UInt64 = 0
  /// Frames that were published but did not arrive.
  public var lost: UInt64 = 0
  /// Holes in the sequence; each is one or more lost frames.
  public var gaps: UInt64 = 0
  /// Frames that came again or after a later one; a publisher of Saccade never sends any.
  public var repeated: UInt64 = 0
  /// How often a session followed another.
  public var newSessions: UInt64 = 0

  /// Creates losses of nothing.
  public init() {}
}
