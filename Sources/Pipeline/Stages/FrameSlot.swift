import Messages

/// A detection frame on its way from inference to the publishers.
///
/// `@unchecked Sendable`: it circulates in an `ExchangeRing` and belongs to one thread at a time.
final class FrameSlot: @unchecked Sendable {
  /// The frame.
  var frame: DetectionFrame
  /// When its last timestep was to be handed over to the network, in nanoseconds since 1970.
  var dueHostTimeNanoseconds: Int64 = 0
  /// Which part of the stream the window belongs to; see `Timestep.segment`.
  var segment: UInt64 = 0
  /// The event image of the timestep that ends its window; nil where nobody needs it.
  var image: ViewedImage?

  init(frame: DetectionFrame) { self.frame = frame }
}
