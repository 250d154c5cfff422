/// The stretch of sensor time that one published set of detections rests on.
public struct Window: Equatable, Hashable, Sendable {
  /// First microsecond of its oldest timestep.
  public var startMicroseconds: Int64
  /// First microsecond after its newest timestep.
  public var endMicroseconds: Int64
  /// Number of its timesteps: the detections come from the mean of as many head outputs, the last ones that were computed.
  public var timesteps: Int
  /// Events laid into its timesteps; overlapping windows count the same event again.
  public var events: UInt64
  /// What was lost since the window before, so that nothing is counted twice.
  public var losses: WindowLosses
  /// Whether the membrane state was zeroed since the window before, or before this one.
  public var stateWasReset: Bool
  /// What interrupted sensor time since the window before; the latest where there was more than one.
  public var discontinuity: Discontinuity

  /// Creates the description of a window [`startMicroseconds`, `endMicroseconds`).
  public init(
    startMicroseconds: Int64, endMicroseconds: Int64, timesteps: Int, events: UInt64, losses: WindowLosses,
    stateWasReset: Bool, discontinuity: Discontinuity
  ) {
    self.startMicroseconds = startMicroseconds
    self.endMicroseconds = endMicroseconds
    self.timesteps = timesteps
    self.events = events
    self.losses = losses
    self.stateWasReset = stateWasReset
    self.discontinuity = discontinuity
  }
}
