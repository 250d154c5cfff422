import Detections
import Messages
import TestSupport
import Testing

@Suite struct ReplayCommandTests {
  static let unpublished = ["--model", "net.model", "--no-publish", "--speed", "max", "--score", "0.05"]

  @Test func theSummaryAndTheBoxesAgree() throws {
    let folder = try ReplayFiles.folder()
    let arguments = ["replay", "edge.dat", "--json", "--session", "7", "--boxes", "o.npy"] + Self.unpublished
    let run = try CommandRun(arguments: arguments, in: folder)
    #expect(run.status == 0 && run.errors.isEmpty)
    let summary = try ReplaySummaryJSON(run.output)
    #expect(summary.recording == "edge.dat" && summary.camera == "edge" && summary.session == 7)
    #expect(summary.events == 8_000 && summary.timesteps == 16 && summary.windows == 8)
    #expect(summary.gaps == 0 && summary.restarts == 0 && summary.late_events == 0 && summary.backward_steps == 0)
    #expect(summary.dropped.isEmpty && summary.skipped.isEmpty)
    #expect(summary.latency.count == 8 && summary.inference.count == 16)
    #expect(summary.latency.p50_ms <= summary.latency.p99_ms && summary.latency.p99_ms <= summary.latency.max_ms)
    #expect(summary.seconds > 0 && summary.events_per_second > 0)
    let boxes = try folder.boxes("o.npy")
    #expect(UInt64(boxes.count) == summary.detections && boxes.count > 0)
    #expect(boxes.allSatisfy { ($0.time - 1_000) % 20_000 == 0 && $0.detection.score >= 0.05 })
    #expect(try folder.names == ["edge.dat", "net.model", "o.npy"])
  }

  @Test func strideOnePublishesAfterEveryTimestep() throws {
    let folder = try ReplayFiles.folder()
    let run = try CommandRun(
      arguments: ["replay", "edge.dat", "--json", "--stride", "1"] + Self.unpublished, in: folder)
    #expect(run.status == 0)
    let summary = try ReplaySummaryJSON(run.output)
    #expect(summary.timesteps == 16 && summary.windows == 16)
  }

  @Test func boxesThatOverlapByLessAreKept() throws {
    let folder = try ReplayFiles.folder()
    let counts = try ["0", "0.7", "1"].map { overlap in
      let run = try CommandRun(
        arguments: ["replay", "edge.dat", "--json", "--overlap", overlap, "--boxes", "o.npy"] + Self.unpublished,
        in: folder)
      #expect(run.status == 0 && run.errors.isEmpty)
      return try folder.boxes("o.npy").count
    }
    #expect(0 < counts[0] && counts[0] < counts[1] && counts[1] < counts[2])
  }

  @Test func speedsAndReadSizesChangeNoBox() throws {
    let folder = try ReplayFiles.folder()
    var files: [[UInt8]] = []
    for (speed, readSize) in [("max", "262144"), ("8", "262144"), ("max", "1"), ("8", "100"), ("max", "1000000")] {
      let run = try CommandRun(
        "replay", "edge.dat", "--model", "net.model", "--no-publish", "--score", "0.05", "--speed", speed,
        "--read-size", readSize, "--boxes", "o.npy", in: folder)
      #expect(run.status == 0, "\(speed) \(readSize): \(run.errors)")
      files.append(try folder.read("o.npy"))
    }
    #expect(files.allSatisfy { $0 == files[0] })
    #expect(try !folder.boxes("o.npy").isEmpty)
  }

  @Test func aSubscriberReceivesTheSameAtAnySpeedAndReadSize() throws {
    let folder = try ReplayFiles.folder()
    var received: [[[UInt8]]] = []
    for (speed, readSize) in [("max", "1000000"), ("4", "1"), ("8", "100")] {
      let watch = try RunningCommand(["watch", "--json", "--connect", folder.endpoint()], in: folder)
      let replay = try CommandRun(
        "replay", "edge.dat", "--model", "net.model", "--publish", folder.endpoint(), "--wait-for-subscriber", "10s",
        "--session", "7", "--score", "0.05", "--speed", speed, "--read-size", readSize, "--json", in: folder)
      #expect(replay.status == 0 && replay.errors.isEmpty)
      let watched = try watch.wait()
      #expect(watched.status == 0 && watched.errors.isEmpty)
      received.append(try Self.payloadsWithoutHostTimes(watched.lines.dropLast()))
      #expect(try ReplaySummaryJSON(replay.output).windows == 8)
    }
    #expect(received[0].count == 8)
    #expect(received.allSatisfy { $0 == received[0] })
  }

  /// The payloads of the frames that `watch --json` prints, but for what depends on the host's clock.
  static func payloadsWithoutHostTimes(_ lines: some Sequence<String>) throws -> [[UInt8]] {
    try lines.map { line in
      var frame = try DetectionFrame(json: Array(line.utf8))
      #expect(frame.hostTimeNanoseconds > 0 && frame.publishTimeNanoseconds >= frame.hostTimeNanoseconds)
      frame.hostTimeNanoseconds = 0
      frame.publishTimeNanoseconds = 0
      return try frame.protobuf()
    }
  }
}
