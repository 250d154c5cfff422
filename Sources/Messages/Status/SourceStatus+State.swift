extension SourceStatus {
  /// The state of a source.
  public enum State: String, Equatable, Hashable, Sendable, CaseIterable {
    /// Not stated, or a state that this version does not know.
    case unspecified
    /// It is being opened.
    case starting
    /// Events are being processed.
    case running
    /// It is open, but no events arrive.
    case stalled
    /// The connection is lost and will be tried again.
    case reconnecting
    /// Somebody has paused it.
    case paused
    /// It has come to its end.
    case finished
    /// It cannot go on.
    case failed
  }
}
