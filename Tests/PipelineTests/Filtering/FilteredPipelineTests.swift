import EventFormats
import EventProcessing
import EventSources
import Events
import Foundation
import Messages
import Pipeline
import SpikingNetwork
import TestSupport
import Testing
import Timesteps

/// Filters in front of the slicer of a pipeline.
@Suite struct FilteredPipelineTests {
  private static func rules() -> EventFilterRules {
    var rules = EventFilterRules()
    rules.region = RegionOfInterest(x: 2, y: 3, width: 50, height: 40)
    rules.noise.hotPixels = .known([PixelPosition(x: 10, y: 10)])
    rules.noise.refractoryMicroseconds = 500
    rules.noise.supportMicroseconds = 8_000
    rules.noise.eventsPerSecond = 24_000
    return rules
  }

  @Test func thePipelineComputesOnWhatTheFilterLetsPass() throws {
    let recording = try TestRecording(count: 20_000)
    let plan = try TestModel.plan()
    let (statistics, output, failure) = try CameraPipelineTests.replay(recording, plan: plan) { configuration, _ in
      configuration.filters = Self.rules()
    }
    #expect(failure == nil && ConservationTests.holds(statistics) && statistics.pendingEvents == 0)
    #expect(statistics.events == 20_000 && statistics.filteredEvents > 0 && statistics.processedEvents > 0)
    #expect(statistics.filteredByReason.allSatisfy { $0.events > 0 }, "\(statistics.filteredByReason)")
    #expect(statistics.filteredByReason.reduce(0) { $0 + $1.events } == statistics.filteredEvents)
    #expect(
      Set(statistics.unprocessed.map(\.reason)).isSuperset(of: ["filtered_region", "filtered_rate_limit"]))
    #expect(output.captured.statuses.last?.dropped.contains { $0.reason == "filtered_support" } == true)
    // The same events, filtered beforehand and written to a recording, give the same boxes.
    var rules = Self.rules()
    rules.keepsCoordinates = true
    rules.noise.restartLimitMicroseconds = 500_000
    var filter = EventFilter(rules, geometry: TestRecording.geometry)
    var batch = EventBatch(capacity: 20_000)
    for event in recording.events { batch.append(event) }
    filter.apply(to: &batch)
    let filtered = try TestRecording((0..<batch.count).map { batch.events[$0] })
    let plain = try CameraPipelineTests.replay(filtered, plan: plan)
    #expect(
      try plain.output.frames.map { try $0.withoutHostTimes.protobuf() }
        == output.frames.map { try $0.withoutHostTimes.protobuf() })
    #expect(
      plain.statistics.events == statistics.processedEvents + statistics.leftOverEvents + statistics.slicing.dropped)
  }

  @Test func readSizesAndRoundsChangeNothing() throws {
    let recording = try TestRecording(count: 8_000)
    let plan = try TestModel.plan()
    var expected: [[UInt8]]?
    for (readByteCount, eventsPerRead) in [(1 << 20, 100_000), (7, 64), (4096, 1000)] {
      let frames = try CameraPipelineTests.replay(recording, plan: plan, readByteCount: readByteCount) {
        configuration, options in
        configuration.filters = Self.rules()
        options.eventsPerRead = eventsPerRead
        options.loops = 2
      }.output.frames
      #expect(frames.count == 16)
      #expect(frames.prefix(8).map(\.detections) == frames.suffix(8).map(\.detections))
      let bytes = try frames.map { try $0.withoutHostTimes.protobuf() }
      #expect(bytes == expected ?? bytes)
      expected = bytes
    }
  }

  @Test(arguments: [HandoverPolicy.wait, .dropOldest])
  func theLawHoldsAtEveryInstant(policy: HandoverPolicy) throws {
    let recording = try TestRecording(count: 40_000)
    // Every timestep waits until the law was looked at again, with something filtered.
    let looks = Looks()
    let engine = try HeldEngine(ReferenceEngine(plan: TestModel.plan()), until: looks)
    var configuration = PipelineConfiguration(camera: "test", session: 7)
    configuration.handoverPolicy = policy
    configuration.handoverCapacity = 1
    configuration.filters = Self.rules()
    var options = ReplayOptions()
    options.pace = .unpaced
    options.eventsPerRead = 777
    let pipeline = try CameraPipeline(
      configuration: configuration, engine: engine,
      source: RecordingFile(path: recording.path, readByteCount: 1 << 12), replay: options, modelName: "random",
      outputs: [CapturingOutput()])
    while !pipeline.hasEnded {
      let counts = pipeline.counts
      #expect(ConservationTests.holds(counts))
      if counts.filteredEvents > 0 { looks.note() }
    }
    try pipeline.join()
    #expect(ConservationTests.holds(pipeline.statistics) && looks.count > 0)
  }

  @Test func hotPixelsAreToldOnceTheyAreKnown() throws {
    let recording = try TestRecording(count: 20_000)
    var configuration = PipelineConfiguration(camera: "test", session: 7)
    configuration.filters.noise.hotPixels = .learn(periodMicroseconds: 100_000)
    var options = ReplayOptions()
    options.pace = .unpaced
    let pipeline = try CameraPipeline(
      configuration: configuration, engine: ReferenceEngine(plan: TestModel.plan()),
      source: RecordingFile(path: recording.path), replay: options, modelName: "random", outputs: [CapturingOutput()])
    try pipeline.join()
    #expect(pipeline.hotPixels == [])
    let (statistics, _, _) = try CameraPipelineTests.replay(recording, plan: try TestModel.plan())
    #expect(statistics.filtering == EventFilterStatistics())
  }

  @Test func filtersThatDoNotFitTheSensorAreRefused() throws {
    let recording = try TestRecording(count: 10)
    var region = EventFilterRules()
    region.region = RegionOfInterest(x: 60, y: 0, width: 10, height: 10)
    var pixels = EventFilterRules()
    pixels.noise.hotPixels = .known([PixelPosition(x: 1, y: 50)])
    for (rules, text) in [(region, "60,0,10,10"), (pixels, "1 50")] {
      let error = #expect(throws: PipelineError.self) {
        try CameraPipelineTests.replay(recording, plan: try TestModel.plan()) { configuration, _ in
          configuration.filters = rules
        }
      }
      #expect(error?.code == .configuration && error?.message.contains(text) == true, "\(error?.message ?? "")")
    }
  }

  @Test func listsOfHotPixelsAreRead() throws {
    let folder = try TemporaryFolder()
    try folder.write("3 4\n5 6\n".utf8, to: "hot.txt")
    #expect(
      try HotPixelFile.read(path: folder.path("hot.txt")) == [PixelPosition(x: 3, y: 4), PixelPosition(x: 5, y: 6)])
    try folder.write("3 4\nx\n".utf8, to: "hot.txt")
    let bad = #expect(throws: PipelineError.self) { try HotPixelFile.read(path: folder.path("hot.txt")) }
    #expect(bad?.code == .badData && bad?.message.contains("hot.txt: line 2") == true)
    try folder.write([0xFF, 0xFE], to: "hot.txt")
    #expect(throws: PipelineError.self) { try HotPixelFile.read(path: folder.path("hot.txt")) }
    for path in [folder.path("none"), folder.url.path] {
      let missing = #expect(throws: PipelineError.self) { try HotPixelFile.read(path: path) }
      #expect(missing?.code == .missingInput && missing?.message.contains(path) == true)
    }
  }
}
