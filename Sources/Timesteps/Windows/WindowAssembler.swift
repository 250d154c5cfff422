/// Decides when and in which order timesteps enter the network, when its state is zeroed, and what is published.
///
/// It computes nothing itself: after `add`, call `next` and do what it says until it gives nil. Timesteps come oldest first. A
/// timestep lost on the way does not break a window, or an overloaded pipeline would publish nothing at all: the window spans
/// the hole and tells of it. Only a discontinuity, or a hole longer than the gap limit, begins anew. Nothing is allocated
/// after construction.
public struct WindowAssembler {
  /// How windows are formed.
  public let schedule: WindowSchedule
  /// What was lost since the last published window; after `finish`, what no window will tell of.
  public private(set) var unreportedLosses = WindowLosses()

  private let gapLimit: UInt64
  private var steps: [WindowStep] = []
  private var stepsTaken = 0
  /// Tensors that wait for their window to be full, oldest first.
  private var held: [TimestepTensor] = []
  /// The timesteps that the next window covers, oldest first, at most T.
  private var covered: [Timestep] = []
  /// How many of `covered`, the newest ones, are in no published window.
  private var unpublished = 0
  private var previous: Timestep?
  private var needsReset = false
  /// Whether somebody has asked for windows and state to begin anew.
  private var isResetRequested = false
  /// Whether the state at the start is one to go on with.
  private var resumesState: Bool
  private var stateWasReset = false
  private var discontinuity = Discontinuity.none

  /// Creates an assembler that waits for its first timestep.
  ///
  /// - Parameters:
  ///   - schedule: how windows are formed.
  ///   - gapLimitMicroseconds: lost timesteps that leave a hole longer than this are a gap; use the slicer's limit.
  ///   - resumesState: whether the network's state at the stream's start is a saved one, not to be zeroed there; of no
  ///     effect where the schedule resets it before each window.
  public init(schedule: WindowSchedule, gapLimitMicroseconds: Int64 = 1_000_000, resumesState: Bool = false) {
    self.schedule = schedule
    self.resumesState = resumesState
    gapLimit = UInt64(max(gapLimitMicroseconds, 0))
    // A discontinuity releases what was held; then come a reset, T runs, T releases and a window.
    steps.reserveCapacity(3 * schedule.timesteps + 3)
    held.reserveCapacity(schedule.timesteps)
    covered.reserveCapacity(schedule.timesteps + 1)
  }

  /// Takes in the next timestep; all steps of the one before must have been taken.
  ///
  /// - Parameters:
  ///   - tensor: the timestep; it belongs to the assembler until it is released.
  ///   - eventsLostBefore: events that went with timesteps lost between the one before and this one.
  public mutating func add(_ tensor: TimestepTensor, eventsLostBefore: UInt64 = 0) {
    precondition(stepsTaken == steps.count, "take all steps before adding a timestep")
    steps.removeAll(keepingCapacity: true)
    stepsTaken = 0

    if isResetRequested, unpublished == 0 {
      isResetRequested = false
      abandonUnfinishedWindow()
      needsReset = true
      resumesState = false
    }
    let timestep = tensor.timestep
    let interruption = interruption(before: timestep)
    if interruption != .none {
      abandonUnfinishedWindow()
      needsReset = !resumesState
      resumesState = false
      discontinuity = interruption
    }
    if let previous, timestep.index > previous.index {
      unreportedLosses.timesteps &+= timestep.index &- previous.index &- 1
    }
    unreportedLosses.events &+= eventsLostBefore &+ timestep.counts.dropped
    previous = timestep

    if covered.count == schedule.timesteps { covered.removeFirst() }
    covered.append(timestep)
    unpublished += 1
    if schedule.holdsTensors {
      held.append(tensor)
      if held.count == schedule.timesteps { runHeldWindow() }
    } else {
      runAtOnce(tensor)
    }
  }

  /// Lets windows and state begin anew with the first timestep that is not part of a window begun already.
  public mutating func requestReset() { isResetRequested = true }

  /// The next thing to do; nil when the next timestep is needed.
  public mutating func next() -> WindowStep? {
    guard stepsTaken < steps.count else { return nil }
    defer { stepsTaken += 1 }
    return steps[stepsTaken]
  }

  /// Ends the stream: an unfinished window is counted as lost and its tensors are released by the steps that follow.
  public mutating func finish() {
    precondition(stepsTaken == steps.count, "take all steps before finishing")
    steps.removeAll(keepingCapacity: true)
    stepsTaken = 0
    abandonUnfinishedWindow()
    previous = nil
  }

  /// What lies between the timestep before and this one; worked out anew, since the timestep that told of it may be lost.
  private func interruption(before timestep: Timestep) -> Discontinuity {
    guard let previous else { return timestep.discontinuity == .none ? .start : timestep.discontinuity }
    let isContinuous = timestep.segment == previous.segment
    if timestep.startMicroseconds < previous.endMicroseconds {
      guard !isContinuous else { return .none }
      return timestep.discontinuity == .none ? .restart : timestep.discontinuity
    }
    let hole = UInt64(bitPattern: timestep.startMicroseconds &- previous.endMicroseconds)
    if isContinuous { return hole > gapLimit ? .gap(skippedMicroseconds: hole) : .none }
    return timestep.discontinuity == .none ? .gap(skippedMicroseconds: hole) : timestep.discontinuity
  }

  private mutating func abandonUnfinishedWindow() {
    for timestep in covered.suffix(unpublished) { unreportedLosses.events &+= timestep.counts.accepted }
    unreportedLosses.timesteps &+= UInt64(unpublished)
    for tensor in held { steps.append(.release(tensor)) }
    held.removeAll(keepingCapacity: true)
    covered.removeAll(keepingCapacity: true)
    unpublished = 0
  }

  private mutating func runAtOnce(_ tensor: TimestepTensor) {
    if needsReset || schedule.stateMode == .reset && unpublished == 1 { resetState() }
    steps.append(.run(tensor))
    steps.append(.release(tensor))
    if unpublished == schedule.stride { publish() }
  }

  private mutating func runHeldWindow() {
    if needsReset || schedule.stateMode == .reset { resetState() }
    switch schedule.order {
    case .oldestFirst: for tensor in held { steps.append(.run(tensor)) }
    case .newestFirst: for tensor in held.reversed() { steps.append(.run(tensor)) }
    }
    for tensor in held.prefix(schedule.stride) { steps.append(.release(tensor)) }
    held.removeFirst(schedule.stride)
    publish()
  }

  private mutating func resetState() {
    steps.append(.resetState)
    needsReset = false
    stateWasReset = true
  }

  private mutating func publish() {
    guard let oldest = covered.first, let newest = covered.last else { return }
    steps.append(
      .publish(
        Window(
          startMicroseconds: oldest.startMicroseconds, endMicroseconds: newest.endMicroseconds,
          timesteps: covered.count, events: covered.reduce(0) { $0 &+ $1.counts.accepted }, losses: unreportedLosses,
          stateWasReset: stateWasReset, discontinuity: discontinuity)))
    unpublished = 0
    unreportedLosses = WindowLosses()
    stateWasReset = false
    discontinuity = .none
  }
}
