public import Events

/// Which events of a stream pass, and how they are changed, in this order: time window, region, noise, polarity, mirroring,
/// time shift, time disorder.
public struct EventFilterRules: Equatable, Sendable {
  /// The first sensor time that passes, in microseconds; nil for all.
  public var startMicroseconds: Int64?
  /// The first sensor time that no longer passes; nil for all.
  public var endMicroseconds: Int64?
  /// Whether start and end count from the first event's time rather than from the sensor's zero.
  public var countsFromFirstEvent = false
  /// The pixels that pass; nil for all.
  public var region: RegionOfInterest?
  /// Whether coordinates stay as they are; otherwise they count from the region's corner.
  public var keepsCoordinates = false
  /// What is taken for noise; it needs the sensor's size.
  public var noise = NoiseFilterRules()
  /// Which polarities pass.
  public var polarity = PolaritySelection.both
  /// Along which axes coordinates are mirrored.
  public var mirror = MirrorAxes.none
  /// Whether the first event that passes gets time 0, before the shift.
  public var rebasesTime = false
  /// What is added to all times, in microseconds.
  public var shiftMicroseconds: Int64 = 0
  /// What is done with events out of order.
  public var timeDisorder = TimeDisorder.keep

  /// Creates rules by which everything passes unchanged.
  public init() {}

  /// The geometry of what comes out; nil where that of the stream is needed and not known.
  public func outputGeometry(of geometry: SensorGeometry?) -> SensorGeometry? {
    guard let region, !keepsCoordinates else { return geometry }
    guard let geometry else { return region.geometry }
    // A region that reaches beyond the sensor ends at its edge.
    return SensorGeometry(
      width: max(1, min(region.width, geometry.width - region.x)),
      height: max(1, min(region.height, geometry.height - region.y)))
  }
}
