import Messages

/// A frame that waits to be recorded.
struct WaitingFrame: Sendable {
  /// The frame.
  var frame: DetectionFrame
  /// Which part of the stream it belongs to.
  var segment: UInt64

  /// Whether its window begins before a block of events.
  func isEarlier(than block: EventBlock) -> Bool {
    (segment, frame.windowStartMicroseconds) < (block.segment, block.earliest)
  }
}
