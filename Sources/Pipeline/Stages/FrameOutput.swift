import Messages

/// Where frames go; used by the publishing thread alone.
public protocol FrameOutput: AnyObject {
  /// Takes one frame; must not block for long.
  func publish(_ frame: DetectionFrame) throws(PipelineError)

  /// Takes the event image of the frame that was published last; not every frame has one.
  func show(_ image: ViewedImage, of frame: DetectionFrame) throws(PipelineError)

  /// Takes what the source is and how it is doing: once a second, at the start and at the end.
  func report(_ meta: SourceMeta, _ status: SourceStatus) throws(PipelineError)

  /// Ends the output; nothing is published after it.
  func finish() throws(PipelineError)

  /// Messages that could not be handed on so far.
  var unsentMessages: UInt64 { get }
}

extension FrameOutput {
  /// Does nothing with images.
  public func show(_ image: ViewedImage, of frame: DetectionFrame) {}
}
