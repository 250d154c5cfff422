import Messages
import EventSources

/// The third thread: gives every frame to every output, and once a second says how the source is doing.
///
/// `@unchecked Sendable`: it is made by the thread that starts the pipeline and used by the publishing thread alone, which
/// starts after it was made.
final class PublishingStage: @unchecked Sendable {
  private static let reportPeriodNanoseconds: Int64 = 1_000_000_000

  private let frames: ExchangeRing<FrameSlot>
  private let outputs: [any FrameOutput]
  private let board: StatisticsBoard
  private let failures: FailureBoard
  private var reporter: StatusReporter
  private let recorder: CameraRecorder?
  private let sourceState: (@Sendable () -> (SourceStatus.State, String))?

  init(
    frames: ExchangeRing<FrameSlot>, outputs: [any FrameOutput], board: StatisticsBoard, failures: FailureBoard,
    reporter: StatusReporter, recorder: CameraRecorder?,
    sourceState: (@Sendable () -> (SourceStatus.State, String))? = nil
  ) {
    self.recorder = recorder
    self.sourceState = sourceState
    self.frames = frames
    self.outputs = outputs
    self.board = board
    self.failures = failures
    self.reporter = reporter
  }

  /// Publishes until the frames end.
  ///
  /// An output that fails ends the pipeline; what the others were given stays given.
  func run() {
    do {
      try publishAll()
    } catch {
      failures.record(error)
    }
    frames.abandon()
    for output in outputs {
      do throws(PipelineError) {
        try output.finish()
      } catch {
        failures.record(error)
      }
    }
    // Last: what it waits for is a disk.
    recorder?.finish()
  }

  private func publishAll() throws(PipelineError) {
    var nextReport = HostClock.monotonicNanoseconds()
    while true {
      if HostClock.monotonicNanoseconds() >= nextReport {
        try report(.running)
        nextReport += Self.reportPeriodNanoseconds
      }
      switch frames.take(untilMonotonicNanoseconds: nextReport) {
      case .element(let slot, let dropped):
        try publish(slot, dropped: dropped)
        frames.giveBack(slot)
      case .timedOut: continue
      case .ended:
        try report(failures.first == nil ? .finished : .failed)
        return
      }
    }
  }

  private func publish(_ slot: FrameSlot, dropped: HandoverLosses) throws(PipelineError) {
    var frame = slot.frame
    if reporter.session != frame.session {
      reporter.session = frame.session
      try report(.running)
    }
    frame.publishTimeNanoseconds = HostClock.realTimeNanoseconds()
    for output in outputs { try output.publish(frame) }
    if let image = slot.image {
      for output in outputs { try output.show(image, of: frame) }
    }
    recorder?.take(frame, segment: slot.segment)
    board.recordLatency(nanoseconds: frame.publishTimeNanoseconds - slot.dueHostTimeNanoseconds)
    let unsent = outputs.reduce(0) { $0 + $1.unsentMessages }
    board.update {
      $0.unsentMessages = unsent
      $0.publishedWindows += 1
      $0.droppedFrames += dropped.elements
    }
  }

  private func report(_ state: SourceStatus.State) throws(PipelineError) {
    let running = state == .running ? sourceState?() : nil
    let status = reporter.status(
      running?.0 ?? state, statistics: board.snapshot, reason: failures.first?.message ?? running?.1 ?? "",
      hostTimeNanoseconds: HostClock.realTimeNanoseconds())
    for output in outputs { try output.report(reporter.meta, status) }
    recorder?.take(reporter.meta)
  }
}
