import Detections
import EventFormats
import EventSources
import Events
import Foundation
import Messages
import Pipeline
import SpikingNetwork
import Testing
import Timesteps

@Suite struct CameraPipelineTests {
  /// Replays a recording and gives the pipeline, ended, with what came out.
  @discardableResult
  static func replay(
    _ recording: TestRecording, plan: NetworkPlan, readByteCount: Int = 1 << 16,
    output: CapturingOutput = CapturingOutput(),
    configure: (inout PipelineConfiguration, inout ReplayOptions) -> Void = { _, _ in }
  ) throws -> (statistics: PipelineStatistics, output: CapturingOutput, failure: PipelineError?) {
    var configuration = PipelineConfiguration(camera: "test", session: 7)
    configuration.scoreThreshold = 0.05
    var options = ReplayOptions()
    options.pace = .unpaced
    configure(&configuration, &options)
    let source = try RecordingFile(path: recording.path, readByteCount: readByteCount)
    let pipeline = try CameraPipeline(
      configuration: configuration, engine: ReferenceEngine(plan: plan), source: source, replay: options,
      modelName: "random", outputs: [output])
    var failure: PipelineError?
    do throws(PipelineError) { try pipeline.join() } catch { failure = error }
    #expect(pipeline.hasEnded)
    return (pipeline.statistics, output, failure)
  }

  @Test func theSameBytesComeOutAtAnySpeedAndReadSize() throws {
    let recording = try TestRecording(count: 8_000)
    let plan = try TestModel.plan()
    let expected = try Self.replay(recording, plan: plan).output.frames.map { try $0.withoutHostTimes.protobuf() }
    #expect(expected.count == 8)
    for (readByteCount, eventsPerRead, pace) in [
      (1, 64, ReplayPace.unpaced), (7, 100, .unpaced), (4096, 1000, .factor(4)), (1 << 20, 100_000, .factor(0.8)),
    ] {
      let frames = try Self.replay(recording, plan: plan, readByteCount: readByteCount) { configuration, options in
        configuration.handoverCapacity = eventsPerRead % 3 + 1
        options.eventsPerRead = eventsPerRead
        options.pace = pace
      }.output.frames
      #expect(try frames.map { try $0.withoutHostTimes.protobuf() } == expected)
    }
    let detections = try Self.replay(recording, plan: plan).statistics.detections
    #expect(detections > 0, "the comparison needs detections to mean something")
  }

  @Test func windowsCoverTheRecordingWithoutHoles() throws {
    let recording = try TestRecording(count: 10_300)
    let (statistics, output, failure) = try Self.replay(recording, plan: try TestModel.plan())
    let frames = output.frames
    #expect(failure == nil && output.captured.finishes == 1)
    #expect(frames.map(\.sequence) == (0..<UInt64(frames.count)).map { $0 })
    #expect(frames.allSatisfy { $0.session == 7 && $0.source == "test" && $0.clock == .file })
    #expect(frames[0].stateReset && frames.dropFirst().allSatisfy { !$0.stateReset })
    for (frame, next) in zip(frames, frames.dropFirst()) {
      #expect(frame.windowEndMicroseconds - frame.windowStartMicroseconds == 20_000)
      #expect(next.windowStartMicroseconds == frame.windowEndMicroseconds)
      #expect(next.hostTimeNanoseconds >= frame.hostTimeNanoseconds)
      #expect(frame.publishTimeNanoseconds >= frame.hostTimeNanoseconds)
    }
    // 10,300 events over 206 ms: 21 timesteps of 10 ms, of which the last is alone in its window.
    #expect(statistics.events == 10_300 && statistics.timesteps == 21 && statistics.leftOverTimesteps == 1)
    #expect(statistics.windows == 10 && frames.count == 10)
    #expect(statistics.slicing.accepted == 10_300 && statistics.slicing.late > 0)
    #expect(statistics.latency.count == 10 && statistics.inference.count == 21)
    #expect(output.captured.statuses.last?.state == .finished)
    #expect(output.captured.statuses.last?.windows == 10)
  }

  @Test func strideOneWithTheStateCarriedPublishesEveryTimestep() throws {
    let recording = try TestRecording(count: 5_000)
    let plan = try TestModel.plan()
    let everyWindow = try Self.replay(recording, plan: plan).output.frames
    let everyTimestep = try Self.replay(recording, plan: plan) { configuration, _ in configuration.stride = 1 }.output
      .frames
    #expect(everyTimestep.count == 10)
    // The mean over the last T outputs is the same whenever it is taken.
    for window in everyWindow {
      let same = try #require(everyTimestep.first { $0.windowEndMicroseconds == window.windowEndMicroseconds })
      #expect(same.windowStartMicroseconds == window.windowStartMicroseconds && same.events == window.events)
      #expect(same.detections == window.detections)
    }
  }

  @Test func startDurationAndLoopKeepTheGridOfTheRecording() throws {
    let recording = try TestRecording(count: 8_000)
    let (statistics, output, _) = try Self.replay(recording, plan: try TestModel.plan()) { _, options in
      options.range = SensorTimeRange(startMicroseconds: 40_000, durationMicroseconds: 60_000)
      options.loops = 2
    }
    let frames = output.frames
    #expect(frames.map(\.windowStartMicroseconds) == [41_000, 61_000, 81_000, 41_000, 61_000, 81_000])
    #expect(frames.map(\.session) == [7, 7, 7, 8, 8, 8])
    #expect(frames.map(\.sequence) == [0, 1, 2, 0, 1, 2])
    #expect(frames.map(\.stateReset) == [true, false, false, true, false, false])
    #expect(frames[0].detections == frames[3].detections && frames[2].detections == frames[5].detections)
    let inRange = recording.events.filter { (41_000..<101_000).contains($0.time) }.count
    #expect(statistics.events == UInt64(2 * inRange))
  }

  @Test func trackingChangesNothingButNumbers() throws {
    let recording = try TestRecording(count: 8_000)
    let plan = try TestModel.plan()
    let plain = try Self.replay(recording, plan: plan).output.frames
    let rules = try TrackingRules(highScore: 0.06, lowScore: 0.02)
    let tracked = try Self.replay(recording, plan: plan) { configuration, options in
      configuration.tracking = rules
      options.loops = 2
    }.output.frames
    #expect(tracked.count == 2 * plain.count)
    for (frame, other) in zip(tracked, plain + plain) {
      let boxes = frame.detections.map { box in
        var box = box
        box.trackID = 0
        return box
      }
      #expect(boxes == other.detections)
    }
    #expect(tracked[0].detections.allSatisfy { $0.trackID == 0 }, "nothing has been seen twice")
    #expect(tracked[1].detections.contains { $0.trackID == 1 })
    // The second session begins anew.
    #expect(tracked.prefix(plain.count).map(\.detections) == tracked.suffix(plain.count).map(\.detections))
  }

  @Test func whatWasReadBeforeDamageIsPublished() throws {
    let whole = try TestRecording(count: 8_000)
    let cut = try TestRecording(count: 8_000) { bytes in bytes.removeLast(3) }
    let plan = try TestModel.plan()
    let expected = try Self.replay(whole, plan: plan).output.frames.dropLast()
    let (statistics, output, failure) = try Self.replay(cut, plan: plan)
    #expect(output.frames.prefix(expected.count).map(\.withoutHostTimes) == expected.map(\.withoutHostTimes))
    #expect(failure == nil && statistics.decoding[.truncated] == 1)
    #expect(statistics.skipped.map(\.reason) == ["truncated"])
  }

  @Test func aStopPublishesWhatIsInFlight() throws {
    let recording = try TestRecording(count: 200_000)
    let output = CapturingOutput()
    let plan = try TestModel.plan()
    var options = ReplayOptions()
    options.pace = .factor(1)
    let pipeline = try CameraPipeline(
      configuration: PipelineConfiguration(camera: "test", session: 1), engine: ReferenceEngine(plan: plan),
      source: try RecordingFile(path: recording.path), replay: options, modelName: "random", outputs: [output])
    while output.frames.count < 3 { usleep(1_000) }
    pipeline.stop()
    try pipeline.join()
    let statistics = pipeline.statistics
    #expect(statistics.windows == UInt64(output.frames.count) && statistics.windows < 200)
    #expect(statistics.timesteps == 2 * statistics.windows + statistics.leftOverTimesteps)
    #expect(output.captured.finishes == 1)
  }

  @Test func anOutputThatFailsEndsThePipeline() throws {
    let recording = try TestRecording(count: 50_000)
    let output = CapturingOutput { frame throws(PipelineError) in
      if frame.sequence == 2 { throw PipelineError(.output, "disk full", remedy: "make room") }
    }
    let (_, _, failure) = try Self.replay(recording, plan: try TestModel.plan(), output: output)
    #expect(failure == PipelineError(.output, "disk full", remedy: "make room"))
    #expect(output.frames.count == 2)
  }

  @Test func anEmptyRecordingPublishesNothing() throws {
    let (statistics, output, failure) = try Self.replay(try TestRecording(count: 0), plan: try TestModel.plan())
    #expect(failure == nil && output.frames.isEmpty && statistics.events == 0)
  }

  @Test func optionsThatContradictTheModelAreRefused() throws {
    let recording = try TestRecording(count: 10)
    for (camera, stride) in [("a/b", nil), ("test", 3), ("test", 0)] as [(String, Int?)] {
      #expect(throws: PipelineError.self) {
        try Self.replay(recording, plan: try TestModel.plan()) { configuration, _ in
          configuration.camera = camera
          configuration.stride = stride
        }
      }
    }
  }

  @Test func aSlowConsumerLosesWholeTimestepsAndSaysSo() throws {
    let recording = try TestRecording(count: 40_000)
    let gate = StopSignal()
    let output = CapturingOutput { frame throws(PipelineError) in
      if frame.sequence == 0 {
        _ = gate.sleep(untilMonotonicNanoseconds: HostClock.monotonicNanoseconds() + 300_000_000)
      }
    }
    let (statistics, _, _) = try Self.replay(recording, plan: try TestModel.plan(), output: output) {
      configuration, _ in
      configuration.handoverPolicy = .dropOldest
      configuration.handoverCapacity = 1
    }
    // Received = processed + dropped.
    let processed = statistics.slicing.accepted - statistics.droppedTimestepEvents
    #expect(statistics.slicing.accepted == 40_000 && processed <= 40_000)
    #expect(statistics.timesteps + statistics.droppedTimesteps == 80)
    #expect(statistics.droppedTimesteps > 0 || statistics.droppedFrames > 0)
    let frames = output.frames
    #expect(UInt64(frames.count) + statistics.droppedFrames == statistics.windows)
  }
}
