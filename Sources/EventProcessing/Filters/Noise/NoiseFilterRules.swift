/// Which events are taken for noise, or for too many, in this order: hot pixels, refractory time, support, rate.
///
/// Each step sees what the step before has let pass.
public struct NoiseFilterRules: Equatable, Sendable {
  /// The largest rate limit, in events per second.
  public static let largestRate: Int64 = 1_000_000_000

  /// Pixels whose events are dropped.
  public var hotPixels = HotPixelRule.off
  /// An event is dropped that is closer than this to the last one of its pixel that this step has let pass; 0 for none.
  public var refractoryMicroseconds: Int64 = 0
  /// An event passes only if one of the 8 pixels around its own had an event at most so long ago; 0 for all.
  public var supportMicroseconds: Int64 = 0
  /// The most events for each second of sensor time, 1...`largestRate`; nil for no limit.
  public var eventsPerSecond: Int64?
  /// A step back in time by more than this, from the latest event, lets the filter forget times and begin anew.
  public var restartLimitMicroseconds: Int64 = 500_000

  /// Creates rules by which everything passes.
  public init() {}

  /// Whether anything could be dropped.
  public var areNeeded: Bool {
    hotPixels != .off || refractoryMicroseconds > 0 || supportMicroseconds > 0 || eventsPerSecond != nil
  }

  /// The memory that the filter keeps for each pixel of the sensor.
  public var bytesPerPixel: Int {
    let mask = hotPixels == .off ? 0 : MemoryLayout<Bool>.stride + MemoryLayout<UInt32>.stride
    let times = [refractoryMicroseconds, supportMicroseconds].filter { $0 > 0 }.count * MemoryLayout<Int64>.stride
    return mask + times
  }
}
