/// What a camera's recording is doing, with the reason in words.
public struct RecordingState: Sendable, Equatable {
  /// What it is doing.
  public enum Phase: String, Sendable, CaseIterable {
    /// It writes, or waits for something to write.
    case recording
    /// The disk takes nothing; it goes on by itself.
    case paused
    /// It has ended.
    case ended
  }

  /// What it is doing.
  public var phase: Phase
  /// Why, in words; may be empty.
  public var reason: String

  /// Creates a state.
  public init(_ phase: Phase, reason: String = "") {
    self.phase = phase
    self.reason = reason
  }
}
