import Events
import Messages

/// How a kind of recording is encoded, from a file's beginning to its end.
protocol RecordingFormat {
  /// Appends what encodes a batch, which is in order.
  ///
  /// - Parameters:
  ///   - clockOffset: the host's real time minus the sensor's, in nanoseconds; nil where that is not known.
  ///   - followsLoss: whether events are missing before these.
  mutating func add(
    _ batch: borrowing EventBatch, clockOffset: Int64?, followsLoss: Bool, into bytes: inout [UInt8]
  ) throws(PipelineError)

  /// Appends what encodes a frame.
  ///
  /// - Parameter meta: what the source has last reported; nil before it has.
  mutating func add(_ frame: DetectionFrame, meta: SourceMeta?, into bytes: inout [UInt8]) throws(PipelineError)

  /// Appends what was kept back, so that the file could end here.
  mutating func flush(into bytes: inout [UInt8]) throws(PipelineError)

  /// Appends what stands at the end.
  mutating func finish(into bytes: inout [UInt8]) throws(PipelineError)
}
