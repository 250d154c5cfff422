import EventSources
import Messages
import Pipeline
import SpikingNetwork
import Testing

/// What is asked of a running pipeline is done between two timesteps.
@Suite struct PipelineRequestTests {
  private static func start(
    _ recording: TestRecording, plan: NetworkPlan, output: CapturingOutput, state: consuming MembraneState? = nil
  ) throws -> CameraPipeline {
    var options = ReplayOptions()
    options.pace = .factor(2)
    return try CameraPipeline(
      configuration: PipelineConfiguration(camera: "test", session: 7), engine: ReferenceEngine(plan: plan),
      state: state, source: RecordingFile(path: recording.path), replay: options, modelName: "random", outputs: [output]
    )
  }

  @Test func aResetBeginsWithAWindowAndLosesNothing() throws {
    let recording = try TestRecording(count: 20_000)
    let output = CapturingOutput()
    let pipeline = try Self.start(recording, plan: try TestModel.plan(), output: output)
    while output.frames.count < 4, !pipeline.hasEnded {}
    pipeline.resetState()
    try pipeline.join()
    let frames = output.frames
    #expect(frames.map(\.sequence) == (0..<20).map { UInt64($0) })
    #expect(frames.allSatisfy { $0.session == 7 && $0.eventsDropped == 0 && $0.windowsSkipped == 0 })
    let resets = frames.filter(\.stateReset).map(\.sequence)
    #expect(resets.count == 2 && resets[0] == 0 && resets[1] >= 4)
  }

  @Test func aCheckpointIsAStateToGoOnWith() throws {
    let recording = try TestRecording(count: 10_000)
    let plan = try TestModel.plan()
    let pipeline = try Self.start(recording, plan: plan, output: CapturingOutput())
    var checkpoint: [UInt8]?
    pipeline.requestCheckpoint()
    while checkpoint == nil, !pipeline.hasEnded { checkpoint = pipeline.takeCheckpoint() }
    let bytes = try #require(checkpoint)
    #expect(pipeline.takeCheckpoint() == nil)
    pipeline.stop()
    try pipeline.join()
    let output = CapturingOutput()
    let next = try Self.start(
      recording, plan: plan, output: output, state: MembraneState(outline: plan.outline, savedBytes: bytes))
    try next.join()
    #expect(output.frames.first?.stateReset == false && output.frames.count == 10)
  }
}
