import EventSources
import Messages
import Pipeline
import SpikingNetwork
import Testing

/// Pipelines that share slots to compute.
@Suite struct SharedTurnsTests {
  private static func start(
    _ recording: TestRecording, _ turn: InferenceTurn, output: CapturingOutput, pace: ReplayPace = .unpaced
  ) throws -> CameraPipeline {
    var configuration = PipelineConfiguration(camera: "test", session: 7)
    configuration.scoreThreshold = 0.05
    configuration.turn = turn
    var options = ReplayOptions()
    options.pace = pace
    return try CameraPipeline(
      configuration: configuration, engine: ReferenceEngine(plan: TestModel.plan()),
      source: RecordingFile(path: recording.path), replay: options, modelName: "random", outputs: [output])
  }

  @Test func turnsChangeNoByte() throws {
    let recording = try TestRecording(count: 8_000)
    let expected = try CameraPipelineTests.replay(recording, plan: try TestModel.plan()).output.frames
      .map { try $0.withoutHostTimes.protobuf() }
    let turnstile = InferenceTurnstile(slots: 1)
    let outputs = (0..<4).map { _ in CapturingOutput() }
    var pipelines: [CameraPipeline] = []
    for (index, output) in outputs.enumerated() {
      pipelines.append(try Self.start(recording, InferenceTurn(turnstile, priority: index * 3), output: output))
    }
    for pipeline in pipelines { try pipeline.join() }
    for output in outputs { #expect(try output.frames.map { try $0.withoutHostTimes.protobuf() } == expected) }
    // Every slot was given back.
    #expect(InferenceTurn(turnstile, priority: 0).take() == 0)
    #expect(pipelines.allSatisfy { !$0.isHeldUp && $0.statistics.queueing.count == $0.statistics.timesteps })
  }

  @Test func waitingForOthersCountsAsQueueing() throws {
    let recording = try TestRecording(count: 2_000)
    let turnstile = InferenceTurnstile(slots: 1)
    let holder = InferenceTurn(turnstile, priority: 9)
    _ = holder.take()
    let pipeline = try Self.start(recording, InferenceTurn(turnstile, priority: 5), output: CapturingOutput())
    while !pipeline.isHeldUp {}
    let pause = StopSignal()
    _ = pause.sleep(untilMonotonicNanoseconds: HostClock.monotonicNanoseconds() + 50_000_000)
    holder.giveBack()
    try pipeline.join()
    #expect(pipeline.statistics.queueing.maximumNanoseconds >= 50_000_000)
    #expect(pipeline.statistics.windows == 2)
  }

  @Test func aStopWaitsForNobody() throws {
    let recording = try TestRecording(count: 50_000)
    let turnstile = InferenceTurnstile(slots: 1)
    let holder = InferenceTurn(turnstile, priority: 9)
    _ = holder.take()
    let output = CapturingOutput()
    let pipeline = try Self.start(
      recording, InferenceTurn(turnstile, priority: 0), output: output, pace: .factor(1))
    while !pipeline.isHeldUp {}
    #expect(output.frames.isEmpty)
    pipeline.stop()
    try pipeline.join()
    let statistics = pipeline.statistics
    #expect(ConservationTests.holds(statistics) && statistics.processedEvents > 0 && statistics.abandonedEvents == 0)
  }

  @Test func slowPublishingKeepsNobodyFromComputing() throws {
    let recording = try TestRecording(count: 40_000)
    let turnstile = InferenceTurnstile(slots: 1)
    let gate = StopSignal()
    let stuck = CapturingOutput { _ in
      _ = gate.sleep(untilMonotonicNanoseconds: HostClock.monotonicNanoseconds() + 60_000_000_000)
    }
    let slow = try Self.start(recording, InferenceTurn(turnstile, priority: 9), output: stuck)
    let output = CapturingOutput()
    let other = try Self.start(recording, InferenceTurn(turnstile, priority: 0), output: output)
    try other.join()
    #expect(output.frames.count == 40 && stuck.frames.isEmpty)
    gate.raise()
    try slow.join()
    #expect(stuck.frames.count == 40)
  }

  @Test func aFailureEndsAPipelineThatWaits() throws {
    let recording = try TestRecording(count: 20_000)
    let turnstile = InferenceTurnstile(slots: 1)
    let (turn, holder) = (InferenceTurn(turnstile, priority: 0), InferenceTurn(turnstile, priority: 9))
    let failing = CapturingOutput { frame throws(PipelineError) in
      guard frame.sequence == 1 else { return }
      // From now on nobody else computes.
      _ = holder.take()
      throw PipelineError(.output, "cannot", remedy: "mend")
    }
    let pipeline = try Self.start(recording, turn, output: failing)
    #expect(throws: PipelineError.self) { try pipeline.join() }
    holder.giveBack()
    #expect(InferenceTurn(turnstile, priority: 0).take() == 0)
  }
}
