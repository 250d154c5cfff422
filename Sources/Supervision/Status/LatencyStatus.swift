import Pipeline

/// A latency's distribution in milliseconds.
public struct LatencyStatus: Sendable, Codable, Equatable {
  /// How many values it was measured on; the rest is 0 where this is 0.
  public var count: UInt64
  /// The median.
  public var p50: Double
  /// The 99th percentile.
  public var p99: Double
  /// The largest value.
  public var max: Double

  init(_ summary: LatencySummary) {
    count = summary.count
    p50 = Double(summary.p50Nanoseconds) / 1e6
    p99 = Double(summary.p99Nanoseconds) / 1e6
    max = Double(summary.maximumNanoseconds) / 1e6
  }

  private enum CodingKeys: String, CodingKey {
    case count
    case p50 = "p50_ms"
    case p99 = "p99_ms"
    case max = "max_ms"
  }
}
