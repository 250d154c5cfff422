/// The distribution of durations in fixed memory (59 KiB): 128 buckets for each doubling, so that a quantile is within 0.4 %.
///
/// Recording allocates nothing. A histogram belongs to one thread; copy it or add it to another for a summary.
public struct LatencyHistogram: Sendable, Equatable {
  /// Durations below this have a bucket each; from there on each doubling has as many buckets.
  private static let bucketsPerDoubling: UInt64 = 128
  private static let bucketBits = 7
  private static let bucketCount = (64 - bucketBits + 1) << bucketBits

  private var buckets = [UInt64](repeating: 0, count: bucketCount)
  /// The sum of all durations in nanoseconds.
  public private(set) var sum = 0.0
  /// Number of durations recorded.
  public private(set) var count: UInt64 = 0
  /// The shortest duration in nanoseconds, exact; nil before the first.
  public private(set) var minimum: UInt64?
  /// The longest duration in nanoseconds, exact; nil before the first.
  public private(set) var maximum: UInt64?

  /// Creates an empty histogram.
  public init() {}

  /// Records one duration.
  public mutating func record(nanoseconds: UInt64) {
    buckets[Self.bucket(of: nanoseconds)] &+= 1
    count &+= 1
    sum += Double(nanoseconds)
    minimum = min(minimum ?? nanoseconds, nanoseconds)
    maximum = max(maximum ?? nanoseconds, nanoseconds)
  }

  /// The mean in nanoseconds; nil where nothing was recorded.
  public var mean: Double? { count == 0 ? nil : sum / Double(count) }

  /// The duration in nanoseconds that a fraction of all durations does not exceed; nil where nothing was recorded.
  ///
  /// - Parameter fraction: 0...1; 0.5 for the median, 0.99 for the 99th percentile.
  public func quantile(_ fraction: Double) -> UInt64? {
    guard let minimum, let maximum, fraction > 0 else { return minimum }
    if fraction >= 1 { return maximum }
    // The smallest rank whose share reaches the fraction, counted from 1.
    let rank = max(UInt64((fraction * Double(count)).rounded(.up)), 1)
    var seen: UInt64 = 0
    for (bucket, bucketed) in buckets.enumerated() {
      seen &+= bucketed
      if seen >= rank { return min(max(Self.middle(of: bucket), minimum), maximum) }
    }
    return maximum
  }

  /// How many durations do not exceed each of some bounds, in nanoseconds and ascending; each within 0.4 % of its bound.
  public func counts(notAbove bounds: [UInt64]) -> [UInt64] {
    var counts: [UInt64] = []
    var seen: UInt64 = 0
    var next = 0
    for bound in bounds {
      while next < buckets.count, Self.middle(of: next) <= bound {
        seen &+= buckets[next]
        next += 1
      }
      counts.append(seen)
    }
    return counts
  }

  /// Forgets everything and keeps the memory.
  public mutating func removeAll() {
    for bucket in buckets.indices { buckets[bucket] = 0 }
    count = 0
    sum = 0
    minimum = nil
    maximum = nil
  }

  /// Adds what another histogram has recorded.
  public static func += (left: inout LatencyHistogram, right: LatencyHistogram) {
    for bucket in left.buckets.indices { left.buckets[bucket] &+= right.buckets[bucket] }
    left.count &+= right.count
    left.sum += right.sum
    if let minimum = right.minimum { left.minimum = min(left.minimum ?? minimum, minimum) }
    if let maximum = right.maximum { left.maximum = max(left.maximum ?? maximum, maximum) }
  }

  private static func bucket(of value: UInt64) -> Int {
    guard value >= bucketsPerDoubling else { return Int(value) }
    let doubling = 63 - value.leadingZeroBitCount - bucketBits
    return (doubling << bucketBits) + Int(value >> UInt64(doubling))
  }

  private static func middle(of bucket: Int) -> UInt64 {
    guard bucket >= Int(bucketsPerDoubling) else { return UInt64(bucket) }
    let doubling = UInt64((bucket >> bucketBits) - 1)
    let lowest = (UInt64(bucket) - doubling << UInt64(bucketBits)) << doubling
    return lowest + (UInt64(1) << doubling) / 2
  }
}
