/// What a source knows of time besides its events; valid from one `read` to the next.
public struct SourceTiming: Equatable, Sendable {
  /// Whether the stream begins anew with the events of this read: what came before has nothing to do with them.
  public var beginsSession: Bool
  /// Sensor time in microseconds before which no further event is expected once those of this read were taken; nil where that
  /// is not known.
  public var closedBefore: Int64?
  /// How sensor time lies on the host's monotonic clock; nil where that is not known.
  public var mapping: ClockMapping?

  /// Creates timing.
  public init(beginsSession: Bool = false, closedBefore: Int64? = nil, mapping: ClockMapping? = nil) {
    self.beginsSession = beginsSession
    self.closedBefore = closedBefore
    self.mapping = mapping
  }
}
