extension SourceStatus {
  /// What of the input was not events that could be used, for one reason.
  public struct Skipped: Equatable, Sendable {
    /// The reason, as in metrics.
    public var reason: String
    /// Words, records or events, whichever the format has.
    public var count: UInt64

    /// Creates an entry.
    public init(reason: String, count: UInt64) {
      self.reason = reason
      self.count = count
    }
  }
}
