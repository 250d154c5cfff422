/// How many events a filter has taken in, let pass, changed and dropped.
public struct EventFilterStatistics: Equatable, Sendable {
  /// Events taken in.
  public var taken: UInt64 = 0
  /// Events that have passed.
  public var passed: UInt64 = 0
  /// Events dropped because their time is outside the window.
  public var droppedByTime: UInt64 = 0
  /// Events dropped because their pixel is outside the region.
  public var droppedByRegion: UInt64 = 0
  /// Events dropped because their pixel is hot.
  public var droppedByHotPixels: UInt64 = 0
  /// Events dropped because they came too soon after another of their pixel.
  public var droppedByRefractoryTime: UInt64 = 0
  /// Events dropped because no neighbour had an event shortly before.
  public var droppedBySupport: UInt64 = 0
  /// Events dropped because there are more than the limit on the rate allows.
  public var droppedByRate: UInt64 = 0
  /// Events dropped because of their polarity.
  public var droppedByPolarity: UInt64 = 0
  /// Events dropped because their pixel is outside the sensor, so that it has no mirror image.
  public var droppedByMirroring: UInt64 = 0
  /// Events dropped because the shifted time is beyond what 64 bits hold.
  public var droppedByShift: UInt64 = 0
  /// Events dropped because they are out of order.
  public var droppedByDisorder: UInt64 = 0
  /// Events that got the time of an earlier one because they are out of order.
  public var clamped: UInt64 = 0
  /// External trigger edges dropped because their time is outside the window.
  public var droppedTriggers: UInt64 = 0

  /// Creates statistics of nothing.
  public init() {}

  /// Drops by reason, in the order of the filter's steps; those of none are left out.
  public var drops: [(label: String, count: UInt64)] {
    [
      ("time", droppedByTime), ("region", droppedByRegion), ("hot_pixels", droppedByHotPixels),
      ("refractory", droppedByRefractoryTime), ("support", droppedBySupport), ("rate_limit", droppedByRate),
      ("polarity", droppedByPolarity), ("mirroring", droppedByMirroring), ("shift", droppedByShift),
      ("disorder", droppedByDisorder),
    ].filter { $0.1 > 0 }
  }

  /// Events dropped, whatever the reason.
  public var dropped: UInt64 { taken &- passed }

  /// Adds what another filter has done.
  public static func += (left: inout EventFilterStatistics, right: EventFilterStatistics) {
    left.taken &+= right.taken
    left.passed &+= right.passed
    left.droppedByTime &+= right.droppedByTime
    left.droppedByRegion &+= right.droppedByRegion
    left.droppedByHotPixels &+= right.droppedByHotPixels
    left.droppedByRefractoryTime &+= right.droppedByRefractoryTime
    left.droppedBySupport &+= right.droppedBySupport
    left.droppedByRate &+= right.droppedByRate
    left.droppedByPolarity &+= right.droppedByPolarity
    left.droppedByMirroring &+= right.droppedByMirroring
    left.droppedByShift &+= right.droppedByShift
    left.droppedByDisorder &+= right.droppedByDisorder
    left.clamped &+= right.clamped
    left.droppedTriggers &+= right.droppedTriggers
  }
}
