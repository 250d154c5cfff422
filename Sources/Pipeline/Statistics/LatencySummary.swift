import Telemetry

/// The distribution of a latency in four numbers.
public struct LatencySummary: Equatable, Sendable {
  /// How many values it was measured on; the rest is 0 where this is 0.
  public var count: UInt64 = 0
  /// The median in nanoseconds.
  public var p50Nanoseconds: Int64 = 0
  /// The 99th percentile in nanoseconds.
  public var p99Nanoseconds: Int64 = 0
  /// The largest value in nanoseconds.
  public var maximumNanoseconds: Int64 = 0

  /// Creates a summary of nothing.
  public init() {}
}

extension LatencySummary {
  /// Sums up a histogram.
  package init(_ histogram: LatencyHistogram) {
    count = histogram.count
    p50Nanoseconds = Int64(clamping: histogram.quantile(0.5) ?? 0)
    p99Nanoseconds = Int64(clamping: histogram.quantile(0.99) ?? 0)
    maximumNanoseconds = Int64(clamping: histogram.maximum ?? 0)
  }
}
