/// The bounds of a stream's events, as far as they decide whether a format can hold them.
public struct EventExtent: Equatable, Sendable {
  /// The number of events.
  public var events: UInt64
  /// The largest column.
  public var largestX: UInt16
  /// The largest row.
  public var largestY: UInt16
  /// The first event's time in microseconds.
  public var firstTime: Int64
  /// The earliest time in microseconds.
  public var earliestTime: Int64
  /// The latest time in microseconds.
  public var latestTime: Int64
  /// Events whose time is smaller than that of the event before them.
  public var backwardSteps: UInt64
  /// The largest of these steps in microseconds.
  public var largestBackwardStep: UInt64
  /// The largest number of an external trigger input; nil where there are no triggers.
  public var largestTriggerChannel: UInt8?

  /// Creates an extent.
  public init(
    events: UInt64, largestX: UInt16, largestY: UInt16, firstTime: Int64, earliestTime: Int64, latestTime: Int64,
    backwardSteps: UInt64, largestBackwardStep: UInt64, largestTriggerChannel: UInt8?
  ) {
    self.events = events
    self.largestX = largestX
    self.largestY = largestY
    self.firstTime = firstTime
    self.earliestTime = earliestTime
    self.latestTime = latestTime
    self.backwardSteps = backwardSteps
    self.largestBackwardStep = largestBackwardStep
    self.largestTriggerChannel = largestTriggerChannel
  }
}
