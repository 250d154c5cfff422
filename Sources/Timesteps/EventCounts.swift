/// What became of the events that a slicer has met.
public struct EventCounts: Equatable, Hashable, Sendable {
  /// Events laid into a timestep, the late ones included.
  public var accepted: UInt64
  /// Accepted events that were older than the timestep they were laid into.
  public var late: UInt64
  /// Events dropped because they were older than the disorder limit allows.
  public var droppedTooOld: UInt64
  /// Events dropped because their pixel lies outside the sensor.
  public var droppedOutsideSensor: UInt64
  /// Events dropped because their timestep had been closed by the passing of time; see `TimestepSlicer.close(before:into:)`.
  public var droppedAfterClosing: UInt64

  /// Creates counts.
  public init(
    accepted: UInt64 = 0, late: UInt64 = 0, droppedTooOld: UInt64 = 0, droppedOutsideSensor: UInt64 = 0,
    droppedAfterClosing: UInt64 = 0
  ) {
    self.accepted = accepted
    self.late = late
    self.droppedTooOld = droppedTooOld
    self.droppedOutsideSensor = droppedOutsideSensor
    self.droppedAfterClosing = droppedAfterClosing
  }

  /// Events dropped for any reason.
  public var dropped: UInt64 { droppedTooOld &+ droppedOutsideSensor &+ droppedAfterClosing }

  /// Adds counts to counts.
  public static func += (left: inout EventCounts, right: EventCounts) {
    left.accepted &+= right.accepted
    left.late &+= right.late
    left.droppedTooOld &+= right.droppedTooOld
    left.droppedOutsideSensor &+= right.droppedOutsideSensor
    left.droppedAfterClosing &+= right.droppedAfterClosing
  }
}
