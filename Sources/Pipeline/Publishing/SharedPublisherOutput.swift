public import Messages

/// One camera's share of a publisher that several cameras use: its end does not end theirs.
public final class SharedPublisherOutput: FrameOutput {
  private let publisher: ZeroMQPublisher
  private let camera: String
  private let unsentBefore: UInt64

  /// Creates a camera's share.
  public init(_ publisher: ZeroMQPublisher, camera: String) {
    self.publisher = publisher
    self.camera = camera
    unsentBefore = publisher.unsentMessages(of: camera)
  }

  /// Publishes a frame; see `ZeroMQPublisher`.
  public func publish(_ frame: DetectionFrame) throws(PipelineError) { try publisher.publish(frame) }

  /// Publishes what the camera is and how it is doing.
  public func report(_ meta: SourceMeta, _ status: SourceStatus) throws(PipelineError) {
    try publisher.report(meta, status)
  }

  /// Does nothing: whoever has made the publisher ends it.
  public func finish() {}

  /// Messages of this camera that could not be handed on since this was created.
  public var unsentMessages: UInt64 { publisher.unsentMessages(of: camera) - unsentBefore }
}
