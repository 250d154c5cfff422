import Detections
import Messages
import SpikingNetwork
import Timesteps
import EventSources

/// The second thread: runs the network on every timestep, carries its membrane state, and turns head outputs into frames.
///
/// `@unchecked Sendable`: it is made by the thread that starts the pipeline and used by the inference thread alone, which
/// starts after it was made.
final class InferenceStage: @unchecked Sendable {
  private let timesteps: ExchangeRing<TimestepTensor>
  private let frames: ExchangeRing<FrameSlot>
  private let board: StatisticsBoard
  private let network: DetectionNetwork
  private let template: DetectionFrame
  private let stride: UInt64

  private var assembler: WindowAssembler
  private let scoreThreshold: Float
  private var tracker: Tracker?
  private var session: SessionCounter
  private var lostTimesteps: UInt64 = 0
  /// Timesteps dropped by the hand-over since the last published window.
  private var droppedTimesteps: UInt64 = 0
  /// The timesteps at hand that the network has run on, since it may run on one several times.
  private var computed: [ObjectIdentifier] = []
  private let requests: PipelineRequests
  private let turn: InferenceTurn?
  /// Waited for others to compute, since the timestep at hand was taken.
  private var heldUpNanoseconds: Int64 = 0
  private let view: LiveView?
  /// Made when somebody looks for the first time.
  private var meter: FiringRateMeter?
  private let encoding: TensorEncoding
  private var images: WindowImages

  /// Of the last timestep taken: when it has ended and was to be handed over, in nanoseconds since 1970, and its part of the stream.
  private struct Times {
    var end: Int64
    var due: Int64
    var segment: UInt64
  }

  init(
    timesteps: ExchangeRing<TimestepTensor>, frames: ExchangeRing<FrameSlot>, board: StatisticsBoard,
    engine: any InferenceEngine, state: consuming MembraneState?, parts: PipelineParts,
    requests: PipelineRequests, turn: InferenceTurn?
  ) {
    self.requests = requests
    self.turn = turn
    view = parts.view
    encoding = parts.encoding
    images = WindowImages(encoding: parts.encoding, view: parts.view, includesAll: parts.recordsImages)
    computed.reserveCapacity(parts.timestepCount)
    self.timesteps = timesteps
    self.frames = frames
    self.board = board
    template = parts.template
    stride = UInt64(parts.schedule.stride)
    let isSaved = state != nil
    assembler = WindowAssembler(
      schedule: parts.schedule, gapLimitMicroseconds: parts.slicing.gapLimitMicroseconds, resumesState: isSaved)
    session = SessionCounter(first: parts.template.session)
    network = DetectionNetwork(
      engine: engine, state: state, encoding: parts.encoding, timestepsPerWindow: parts.schedule.timesteps,
      headLayout: parts.headLayout, decoding: parts.decoding)
    scoreThreshold = parts.scoreThreshold
    tracker = parts.tracking.map { Tracker(rules: $0) }
  }

  /// The bytes of the state as it is; only for whoever has waited for the inference thread's end.
  func savedState() throws(SafetensorsError) -> [UInt8] { try network.savedState() }

  /// Works until the timesteps end, then closes the frames.
  func run() {
    while case .element(let tensor, let dropped) = timesteps.take() {
      let times = Times(
        end: tensor.endHostTimeNanoseconds, due: tensor.dueHostTimeNanoseconds, segment: tensor.timestep.segment)
      let queued = HostClock.realTimeNanoseconds() - times.due
      heldUpNanoseconds = 0
      if requests.takeReset() { assembler.requestReset() }
      assembler.add(tensor, eventsLostBefore: dropped.events)
      droppedTimesteps += dropped.elements
      board.update {
        $0.timesteps += 1
        $0.droppedTimesteps += dropped.elements
        $0.droppedTimestepEvents += dropped.events
        $0.queuedEvents -= dropped.events
      }
      let goesOn = takeSteps(times)
      board.recordQueueing(nanoseconds: queued + heldUpNanoseconds)
      guard goesOn else { break }
      requests.answerCheckpoint { () throws(SafetensorsError) in try network.savedState() }
      // Where more waits, the slot is kept until it is clear who goes first.
      if timesteps.pending == 0 { turn?.giveBack() }
    }
    assembler.finish()
    _ = takeSteps(Times(end: 0, due: 0, segment: 0))
    turn?.giveBack()
    countLeftOver(assembler.unreportedLosses.timesteps)
    timesteps.abandon()
    frames.close()
  }

  /// False once nobody takes frames any more.
  private func takeSteps(_ times: Times) -> Bool {
    while let step = assembler.next() {
      switch step {
      case .resetState: network.reset()
      case .run(let tensor):
        infer(tensor)
        countComputed(tensor)
      case .release(let tensor):
        countReleased(tensor)
        timesteps.giveBack(tensor)
      case .publish(let window):
        guard publish(window, times) else { return false }
      }
    }
    return true
  }

  private func countComputed(_ tensor: TimestepTensor) {
    guard !computed.contains(ObjectIdentifier(tensor)) else { return }
    computed.append(ObjectIdentifier(tensor))
    let events = tensor.timestep.counts.accepted
    board.update {
      $0.processedEvents += events
      $0.queuedEvents -= events
    }
  }

  private func countReleased(_ tensor: TimestepTensor) {
    if let index = computed.firstIndex(of: ObjectIdentifier(tensor)) {
      computed.remove(at: index)
      return
    }
    let events = tensor.timestep.counts.accepted
    board.update {
      $0.leftOverEvents += events
      $0.queuedEvents -= events
    }
  }

  /// Counts what was lost but for the timesteps that the hand-over has dropped, which are counted there.
  private func countLeftOver(_ lost: UInt64) {
    let leftOver = lost - min(lost, droppedTimesteps)
    droppedTimesteps = 0
    board.update { $0.leftOverTimesteps += leftOver }
  }

  private func infer(_ tensor: TimestepTensor) {
    if let turn { heldUpNanoseconds += turn.take() }
    let start = HostClock.monotonicNanoseconds()
    let shown = view?.show(tensor, encoding: encoding, atMonotonicNanoseconds: start)
    images.add(tensor, drawn: shown, atMonotonicNanoseconds: start)
    if let view, shown != nil {
      let meter = meter ?? FiringRateMeter(topology: network.outline.topology)
      self.meter = meter
      network.run(tensor, observer: meter)
      view.show(meter.takeRates())
    } else {
      network.run(tensor)
    }
    board.recordInference(nanoseconds: HostClock.monotonicNanoseconds() - start)
  }

  private func publish(_ window: Window, _ times: Times) -> Bool {
    // Nobody computes less because publishing is slow here.
    guard let slot = frames.takeEmpty(beforeWaiting: { turn?.giveBack() }) else { return false }
    let position = session.next(after: window.discontinuity)
    let skippedBefore = lostTimesteps / stride
    lostTimesteps += window.losses.timesteps
    countLeftOver(window.losses.timesteps)

    var frame = template
    frame.session = position.session
    frame.sequence = position.sequence
    frame.windowStartMicroseconds = window.startMicroseconds
    frame.windowEndMicroseconds = window.endMicroseconds
    frame.hostTimeNanoseconds = times.end
    frame.events = window.events
    frame.eventsDropped = window.losses.events
    frame.windowsSkipped = UInt32(clamping: lostTimesteps / stride - skippedBefore)
    frame.stateReset = window.stateWasReset
    var detections = network.detections()
    if window.discontinuity != .none { tracker?.reset() }
    if tracker != nil {
      tracker?.track(&detections, at: window.endMicroseconds)
      // Those below were decoded for the tracker alone.
      detections.removeAll { $0.score <= scoreThreshold }
    }
    frame.detections = detections
    slot.frame = frame
    slot.dueHostTimeNanoseconds = times.due
    slot.segment = times.segment
    slot.image = images.take(
      windowEndMicroseconds: window.endMicroseconds, atMonotonicNanoseconds: HostClock.monotonicNanoseconds())
    let published = UInt64(frame.detections.count)
    board.update {
      $0.windows += 1
      $0.detections += published
      $0.sensorTimeMicroseconds = window.endMicroseconds
    }
    frames.put(slot)
    return true
  }
}
