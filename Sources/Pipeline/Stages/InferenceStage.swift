import Detections
import Messages
import SpikingNetwork
import Timesteps

/// The second thread: runs the network on every timestep, carries its membrane state, and turns head outputs into frames.
///
/// `@unchecked Sendable`: it is made by the thread that starts the pipeline and used by the inference thread alone, which
/// starts after it was made.
final class InferenceStage: @unchecked Sendable {
  private let timesteps: ExchangeRing<TimestepTensor>
  private let frames: ExchangeRing<FrameSlot>
  private let board: StatisticsBoard
  private let engine: any InferenceEngine
  private let letterbox: Letterbox
  private let template: DetectionFrame
  private let stride: UInt64

  private var assembler: WindowAssembler
  private var state: MembraneState
  private var outputs: WindowAccumulator
  private var decoder: HeadDecoder
  private var suppression: NonMaximumSuppression
  private var candidates: [BoxCandidate] = []
  private let scoreThreshold: Float
  private var tracker: Tracker?
  private var detections: [Detection] = []
  private var session: SessionCounter
  private let valueOfCode: [Float]
  private let input: UnsafeMutableBufferPointer<Float>
  private let head: UnsafeMutableBufferPointer<Float>
  private var lostTimesteps: UInt64 = 0
  /// Timesteps dropped by the hand-over since the last published window.
  private var droppedTimesteps: UInt64 = 0

  init(
    timesteps: ExchangeRing<TimestepTensor>, frames: ExchangeRing<FrameSlot>, board: StatisticsBoard,
    engine: any InferenceEngine, state: consuming MembraneState?, parts: PipelineParts
  ) {
    self.timesteps = timesteps
    self.frames = frames
    self.board = board
    self.engine = engine
    template = parts.template
    letterbox = parts.encoding.letterbox
    stride = UInt64(parts.schedule.stride)
    let isSaved = state != nil
    assembler = WindowAssembler(
      schedule: parts.schedule, gapLimitMicroseconds: parts.slicing.gapLimitMicroseconds, resumesState: isSaved)
    session = SessionCounter(first: parts.template.session)
    decoder = HeadDecoder(layout: parts.headLayout, rules: parts.decoding)
    suppression = NonMaximumSuppression(rules: parts.decoding)
    candidates.reserveCapacity(decoder.candidateCapacity)
    scoreThreshold = parts.scoreThreshold
    tracker = parts.tracking.map { Tracker(rules: $0) }
    detections.reserveCapacity(parts.decoding.maximumDetections)
    let description = engine.outline.description
    self.state = state ?? MembraneState(outline: engine.outline)
    outputs = WindowAccumulator(
      timestepsPerWindow: parts.schedule.timesteps, elementCount: description.outputElementCount)
    valueOfCode = (0...255).map { Float($0) / parts.encoding.codeDivisor }
    input = .allocate(capacity: description.input.elementCount)
    input.initialize(repeating: 0)
    head = .allocate(capacity: description.outputElementCount)
    head.initialize(repeating: 0)
  }

  deinit {
    input.deallocate()
    head.deallocate()
  }

  /// The bytes of the state as it is; only for whoever has waited for the inference thread's end.
  func savedState() throws(SafetensorsError) -> [UInt8] { try state.savedBytes() }

  /// Works until the timesteps end, then closes the frames.
  func run() {
    while case .element(let tensor, let dropped) = timesteps.take() {
      let hostTime = tensor.endHostTimeNanoseconds
      assembler.add(tensor, eventsLostBefore: dropped.events)
      droppedTimesteps += dropped.elements
      board.update {
        $0.timesteps += 1
        $0.droppedTimesteps += dropped.elements
        $0.droppedTimestepEvents += dropped.events
      }
      guard takeSteps(hostTimeNanoseconds: hostTime) else { break }
    }
    assembler.finish()
    _ = takeSteps(hostTimeNanoseconds: 0)
    countLeftOver(assembler.unreportedLosses.timesteps)
    timesteps.abandon()
    frames.close()
  }

  /// False once nobody takes frames any more.
  private func takeSteps(hostTimeNanoseconds: Int64) -> Bool {
    while let step = assembler.next() {
      switch step {
      case .resetState:
        state.reset()
        outputs.removeAll()
      case .run(let tensor): infer(tensor)
      case .release(let tensor): timesteps.giveBack(tensor)
      case .publish(let window):
        guard publish(window, hostTimeNanoseconds: hostTimeNanoseconds) else { return false }
      }
    }
    return true
  }

  /// Counts what was lost but for the timesteps that the hand-over has dropped, which are counted there.
  private func countLeftOver(_ lost: UInt64) {
    let leftOver = lost - min(lost, droppedTimesteps)
    droppedTimesteps = 0
    board.update { $0.leftOverTimesteps += leftOver }
  }

  private func infer(_ tensor: TimestepTensor) {
    let start = HostClock.monotonicNanoseconds()
    valueOfCode.withUnsafeBufferPointer { valueOfCode in
      tensor.codes.withUnsafeBufferPointer { codes in
        for index in 0..<min(codes.count, input.count) { input[index] = valueOfCode[Int(codes[index])] }
      }
    }
    var output = head.mutableSpan
    engine.step(input: input.span, state: &state, output: &output)
    outputs.append(head.span)
    board.recordInference(nanoseconds: HostClock.monotonicNanoseconds() - start)
  }

  private func publish(_ window: Window, hostTimeNanoseconds: Int64) -> Bool {
    guard let slot = frames.takeEmpty() else { return false }
    var mean = head.mutableSpan
    outputs.mean(into: &mean)
    let position = session.next(after: window.discontinuity)
    let skippedBefore = lostTimesteps / stride
    lostTimesteps += window.losses.timesteps
    countLeftOver(window.losses.timesteps)

    var frame = template
    frame.session = position.session
    frame.sequence = position.sequence
    frame.windowStartMicroseconds = window.startMicroseconds
    frame.windowEndMicroseconds = window.endMicroseconds
    frame.hostTimeNanoseconds = hostTimeNanoseconds
    frame.events = window.events
    frame.eventsDropped = window.losses.events
    frame.windowsSkipped = UInt32(clamping: lostTimesteps / stride - skippedBefore)
    frame.stateReset = window.stateWasReset
    detect()
    if window.discontinuity != .none { tracker?.reset() }
    tracker?.track(&detections, at: window.endMicroseconds)
    frame.detections = detections.filter { $0.score > scoreThreshold }
    slot.frame = frame
    let published = UInt64(frame.detections.count)
    board.update {
      $0.windows += 1
      $0.detections += published
      $0.sensorTimeMicroseconds = window.endMicroseconds
    }
    frames.put(slot)
    return true
  }

  /// Turns the mean head output into boxes in sensor pixels, in descending score.
  private func detect() {
    candidates.removeAll(keepingCapacity: true)
    decoder.decode(head.span, into: &candidates)
    suppression.suppress(&candidates)
    detections.removeAll(keepingCapacity: true)
    for box in candidates {
      let left = letterbox.sensorX(box.left)
      let top = letterbox.sensorY(box.top)
      detections.append(
        Detection(
          x: left, y: top, width: letterbox.sensorX(box.right) - left, height: letterbox.sensorY(box.bottom) - top,
          score: box.score, classID: box.classID))
    }
  }
}
