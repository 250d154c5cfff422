import Messages

/// A detection frame on its way from inference to the publishers.
///
/// `@unchecked Sendable`: it circulates in an `ExchangeRing` and belongs to one thread at a time.
final class FrameSlot: @unchecked Sendable {
  /// The frame.
  var frame: DetectionFrame

  init(frame: DetectionFrame) { self.frame = frame }
}
