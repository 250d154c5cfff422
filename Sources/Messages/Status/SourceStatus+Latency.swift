extension SourceStatus {
  /// The distribution of the latency from the end of a window to the hand-over of its message.
  public struct Latency: Equatable, Sendable {
    /// How many windows it was measured on; the rest is 0 where this is 0.
    public var count: UInt64
    /// The median.
    public var p50Nanoseconds: Int64
    /// The 99th percentile.
    public var p99Nanoseconds: Int64
    /// The largest value.
    public var maximumNanoseconds: Int64

    /// Creates a distribution, empty unless values are given.
    public init(
      count: UInt64 = 0, p50Nanoseconds: Int64 = 0, p99Nanoseconds: Int64 = 0, maximumNanoseconds: Int64 = 0
    ) {
      self.count = count
      self.p50Nanoseconds = p50Nanoseconds
      self.p99Nanoseconds = p99Nanoseconds
      self.maximumNanoseconds = maximumNanoseconds
    }
  }
}
