public import Messages

/// Shows frames to whoever looks at a camera.
public final class LiveViewOutput: FrameOutput {
  private let view: LiveView

  /// Creates an output for a view.
  public init(_ view: LiveView) { self.view = view }

  /// Nobody waits for a view.
  public var unsentMessages: UInt64 { 0 }

  /// Shows a frame.
  public func publish(_ frame: DetectionFrame) { view.show(frame) }

  /// Shows a frame's image.
  public func show(_ image: ViewedImage, of frame: DetectionFrame) { view.show(image, of: frame) }

  /// Takes the names of the classes.
  public func report(_ meta: SourceMeta, _ status: SourceStatus) { view.show(classes: meta.classes) }

  /// Does nothing: the view outlives pipelines.
  public func finish() {}
}
