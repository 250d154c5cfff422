/// What has been recorded and what has not.
public struct RecordingCounts: Sendable, Equatable {
  /// What was lost for one reason.
  public struct Lost: Sendable, Equatable {
    /// Events.
    public var events: UInt64 = 0
    /// Windows.
    public var windows: UInt64 = 0

    /// Creates counts of nothing.
    public init() {}
  }

  /// Files that were begun.
  public var files: UInt64 = 0
  /// Files that were removed to keep to `RecordingRules.keptBytes` and `keptMicroseconds`.
  public var removedFiles: UInt64 = 0
  /// Bytes that were written.
  public var bytes: UInt64 = 0
  /// Events that were written.
  public var events: UInt64 = 0
  /// Windows that were written.
  public var windows: UInt64 = 0
  /// Stretches around detections whose beginning had left memory already.
  public var shortenedStretches: UInt64 = 0
  /// What was to be recorded and was not, by reason; only reasons that occurred.
  public var lost: [RecordingLoss: Lost] = [:]

  /// Creates counts of nothing.
  public init() {}

  /// Counts a loss.
  mutating func lose(_ reason: RecordingLoss, events: UInt64 = 0, windows: UInt64 = 0) {
    guard events > 0 || windows > 0 else { return }
    lost[reason, default: Lost()].events += events
    lost[reason, default: Lost()].windows += windows
  }
}
