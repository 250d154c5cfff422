/// What never reached a published window.
public struct WindowLosses: Equatable, Hashable, Sendable {
  /// Events that the slicer dropped, that went with a lost timestep, or that a discontinuity left in an unfinished window.
  public var events: UInt64
  /// Timesteps that were lost on the way, or that a discontinuity left in an unfinished window.
  public var timesteps: UInt64

  /// Creates losses.
  public init(events: UInt64 = 0, timesteps: UInt64 = 0) {
    self.events = events
    self.timesteps = timesteps
  }
}
