import EventSources
import Messages
import Pipeline
import SpikingNetwork
import Telemetry
import Testing
import Timesteps

/// What was received is processed, dropped, filtered out or on its way, at every instant.
@Suite struct ConservationTests {
  /// Whether the law holds in a snapshot.
  static func holds(_ statistics: PipelineStatistics) -> Bool {
    statistics.events
      == statistics.processedEvents + statistics.droppedEvents + statistics.filteredEvents + statistics.pendingEvents
  }

  @Test(arguments: [HandoverPolicy.wait, .dropOldest])
  func theLawHoldsWhileAPipelineIsTooSlow(policy: HandoverPolicy) throws {
    let recording = try TestRecording(count: 40_000)
    // Every timestep waits until the law was looked at again, the first one until others wait behind it.
    let looks = Looks()
    let engine = try HeldEngine(ReferenceEngine(plan: TestModel.plan()), until: looks)
    var configuration = PipelineConfiguration(camera: "test", session: 7)
    configuration.handoverPolicy = policy
    configuration.handoverCapacity = 1
    var options = ReplayOptions()
    options.pace = .unpaced
    options.eventsPerRead = 777
    let source = try RecordingFile(path: recording.path, readByteCount: 1 << 12)
    let pipeline = try CameraPipeline(
      configuration: configuration, engine: engine, source: source, replay: options, modelName: "random",
      outputs: [CapturingOutput()])
    var sawFull = false
    while !pipeline.hasEnded {
      let counts = pipeline.counts
      #expect(Self.holds(counts))
      // Drops are counted when the next timestep is taken; more than three of 500 events can only be going to be dropped.
      let isFull =
        switch policy {
        case .wait: counts.pendingEvents > 0
        case .dropOldest: counts.droppedTimestepEvents > 0 || counts.pendingEvents > 5_000
        }
      sawFull = sawFull || isFull
      if sawFull { looks.note() }
    }
    try pipeline.join()
    let end = pipeline.statistics
    #expect(sawFull && looks.count >= end.publishedWindows)
    #expect(Self.holds(end) && end.pendingEvents == 0 && end.abandonedEvents == 0)
    #expect(end.events == 40_000 && end.processedEvents > 0)
    #expect((end.droppedTimestepEvents > 0) == (policy == .dropOldest))
    #expect(end.windows == end.publishedWindows + end.droppedFrames)
  }

  @Test func aPipelineThatFailsSaysWhatItHasAbandoned() throws {
    let recording = try TestRecording(count: 20_000)
    let failing = CapturingOutput { frame throws(PipelineError) in
      if frame.sequence == 2 { throw PipelineError(.output, "cannot", remedy: "mend") }
    }
    let (statistics, _, failure) = try CameraPipelineTests.replay(
      recording, plan: try TestModel.plan(), output: failing)
    #expect(failure?.code == .output)
    #expect(Self.holds(statistics) && statistics.pendingEvents == 0)
    #expect(statistics.abandonedEvents > 0)
  }

  @Test(arguments: [(3, 1), (3, 3), (2, 1)])
  func timestepsThatTheNetworkRunsOnSeveralTimesCountOnce(timesteps: Int, stride: Int) throws {
    let recording = try TestRecording(count: 5_300)
    let plan = try TestModel.plan(timesteps: timesteps, stateMode: .reset, order: .newestFirst)
    let (statistics, _, failure) = try CameraPipelineTests.replay(recording, plan: plan) { configuration, _ in
      configuration.stride = stride
    }
    #expect(failure == nil && Self.holds(statistics) && statistics.pendingEvents == 0)
    #expect(statistics.processedEvents + statistics.leftOverEvents == 5_300)
    // 106 ms are 11 timesteps; those of a last window that is not full are given up.
    #expect((statistics.leftOverEvents > 0) == (11 % timesteps != 0 && stride == timesteps))
  }

  @Test func theNextPipelineGoesOnCounting() throws {
    let recording = try TestRecording(count: 3_000)
    let first = try Self.run(recording, continuing: PipelineRecord())
    let second = try Self.run(recording, continuing: first)
    #expect(second.statistics.events == 2 * first.statistics.events)
    #expect(second.statistics.windows == 2 * first.statistics.windows)
    #expect(second.latency.count == 2 * first.latency.count && second.queueing.count == second.statistics.timesteps)
    #expect(Self.holds(second.statistics))
  }

  private static func run(_ recording: TestRecording, continuing record: PipelineRecord) throws -> PipelineRecord {
    var options = ReplayOptions()
    options.pace = .unpaced
    let pipeline = try CameraPipeline(
      configuration: PipelineConfiguration(camera: "test", session: 7),
      engine: ReferenceEngine(plan: TestModel.plan()), source: RecordingFile(path: recording.path), replay: options,
      modelName: "random", outputs: [CapturingOutput()], continuing: record)
    try pipeline.join()
    return pipeline.record
  }
}
