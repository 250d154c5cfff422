extension SourceStatus {
  /// What was received but not processed or not sent on, for one reason.
  public struct Dropped: Equatable, Sendable {
    /// The reason, as in metrics.
    public var reason: String
    /// Events dropped.
    public var events: UInt64
    /// Whole timesteps dropped.
    public var timesteps: UInt64
    /// Whole windows dropped.
    public var windows: UInt64
    /// Messages not sent.
    public var messages: UInt64

    /// Creates an entry.
    public init(reason: String, events: UInt64 = 0, timesteps: UInt64 = 0, windows: UInt64 = 0, messages: UInt64 = 0) {
      self.reason = reason
      self.events = events
      self.timesteps = timesteps
      self.windows = windows
      self.messages = messages
    }
  }
}
