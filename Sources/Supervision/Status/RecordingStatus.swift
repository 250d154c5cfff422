import Pipeline

/// How a camera's recording is, for programs and people; counts are since the start of the service.
public struct RecordingStatus: Sendable, Codable, Equatable {
  /// What was to be recorded and was not, for one reason.
  public struct Lost: Sendable, Codable, Equatable {
    /// Events.
    public var events: UInt64
    /// Windows.
    public var windows: UInt64
  }

  /// `recording`, `paused` while the disk takes nothing, or `ended` while no pipeline runs.
  public var state: String
  /// Why, in words; may be empty.
  public var reason: String
  /// Files that were begun.
  public var files: UInt64
  /// Files that were removed since they were not to be kept.
  public var removedFiles: UInt64
  /// Bytes written.
  public var bytes: UInt64
  /// Events written.
  public var events: UInt64
  /// Windows written.
  public var windows: UInt64
  /// Stretches around detections whose beginning memory did not hold any more.
  public var shortenedStretches: UInt64
  /// What was to be recorded and was not, by reason.
  public var lost: [String: Lost]

  private enum CodingKeys: String, CodingKey {
    case state, reason, files, bytes, events, windows, lost
    case removedFiles = "removed_files"
    case shortenedStretches = "shortened_stretches"
  }

  /// Creates the status of a recorder.
  public init(_ state: RecordingState, _ counts: RecordingCounts) {
    self.state = state.phase.rawValue
    reason = state.reason
    files = counts.files
    removedFiles = counts.removedFiles
    bytes = counts.bytes
    events = counts.events
    windows = counts.windows
    shortenedStretches = counts.shortenedStretches
    lost = Dictionary(
      uniqueKeysWithValues: counts.lost.map {
        ($0.key.rawValue, Lost(events: $0.value.events, windows: $0.value.windows))
      })
  }
}
