import Messages

/// A detection frame on its way from inference to the publishers.
///
/// `@unchecked Sendable`: it circulates in an `ExchangeRing` and belongs to one thread at a time.
final class FrameSlot: @unchecked Sendable {
  /// The frame.
  var frame: DetectionFrame
  /// The event image of the timestep that ends its window; nil where nobody needs it.
  var image: ViewedImage?

  init(frame: DetectionFrame) { self.frame = frame }
}
