public import Telemetry

/// What a pipeline has done, for the next pipeline of the same camera to go on counting from, and for metrics.
public struct PipelineRecord: Sendable {
  /// The counts.
  public var statistics = PipelineStatistics()
  /// From the end of a window on the host's clock to the hand-over of its message.
  public var latency = LatencyHistogram()
  /// From the end of a timestep on the host's clock to the moment the network took it up.
  public var queueing = LatencyHistogram()
  /// Time in the network for one timestep.
  public var inference = LatencyHistogram()

  /// Creates the record of nothing.
  public init() {}
}
