import Messages
import Pipeline
import Synchronization

/// Keeps everything that it is given.
final class CapturingOutput: FrameOutput, Sendable {
  struct Captured {
    var frames: [DetectionFrame] = []
    var images: [(image: ViewedImage, sequence: UInt64)] = []
    var statuses: [SourceStatus] = []
    var finishes = 0
  }

  private let state = Mutex(Captured())
  private let onFrame: @Sendable (DetectionFrame) throws(PipelineError) -> Void

  init(onFrame: @escaping @Sendable (DetectionFrame) throws(PipelineError) -> Void = { _ in }) {
    self.onFrame = onFrame
  }

  var captured: Captured { state.withLock { $0 } }
  var frames: [DetectionFrame] { captured.frames }
  var unsentMessages: UInt64 { 0 }

  func publish(_ frame: DetectionFrame) throws(PipelineError) {
    try onFrame(frame)
    state.withLock { $0.frames.append(frame) }
  }

  func show(_ image: ViewedImage, of frame: DetectionFrame) {
    state.withLock { $0.images.append((image, frame.sequence)) }
  }

  func report(_ meta: SourceMeta, _ status: SourceStatus) { state.withLock { $0.statuses.append(status) } }

  func finish() { state.withLock { $0.finishes += 1 } }
}
