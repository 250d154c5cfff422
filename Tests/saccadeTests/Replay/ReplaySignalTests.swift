import Foundation
import TestSupport
import Testing

/// SIGINT and SIGTERM end a replay in good order, whatever it is waiting for.
@Suite struct ReplaySignalTests {
  /// Windows that the recording would have; more than anybody waits for in real time.
  private static let windows: UInt64 = 500

  @Test(arguments: [SIGINT, SIGTERM]) func endsARealTimeReplayWithEverythingPublished(signal: Int32) throws {
    let folder = try ReplayFiles.folder(events: 1000 * Int(Self.windows))
    let watch = try RunningCommand(["watch", "--json", "--connect", folder.endpoint()], in: folder)
    let replay = try RunningCommand(
      [
        "replay", "edge.dat", "--model", "net.model", "--publish", folder.endpoint(), "--wait-for-subscriber", "20s",
        "--score", "0.05", "--boxes", "o.npy", "--json",
      ], in: folder)
    try watch.wait { watch.output.filter { $0 == "\n" }.count > 5 }
    replay.send(signal)
    let result = try replay.wait(atMostSeconds: 3)
    #expect(result.status == 0 && !result.wasKilled && result.errors.isEmpty)
    let summary = try ReplaySummaryJSON(result.output)
    #expect(summary.windows > 5 && summary.windows < Self.windows)
    #expect(try folder.boxes("o.npy").count == Int(summary.detections))
    // The subscriber has every window, and was told that the source has finished.
    let watched = try watch.wait()
    #expect(watched.status == 0 && UInt64(watched.lines.count) == summary.windows + 1)
    #expect(try folder.names.filter { $0.contains("partial") }.isEmpty)
  }

  @Test func endsASparseReplayInTheMiddleOfABatch() throws {
    let folder = try ReplayFiles.folder()
    let replay = try RunningCommand(
      [
        "replay", "edge.dat", "--model", "net.model", "--publish", folder.endpoint(), "--speed", "0.001", "--boxes",
        "o.npy", "--json",
      ], in: folder)
    try replay.wait { try folder.names.contains("s") }
    usleep(200_000)
    replay.send(SIGINT)
    let result = try replay.wait(atMostSeconds: 3)
    #expect(result.status == 0)
    let summary = try ReplaySummaryJSON(result.output)
    // All 8000 events lie in the first batch; those after the stop count as never read.
    #expect(summary.events < 8_000 && summary.windows < 8)
    #expect(try folder.names == ["edge.dat", "net.model", "o.npy"])
  }

  @Test(arguments: [SIGINT, SIGTERM]) func endsTheWaitForASubscriber(signal: Int32) throws {
    let folder = try ReplayFiles.folder()
    let replay = try RunningCommand(
      [
        "replay", "edge.dat", "--model", "net.model", "--publish", folder.endpoint(), "--wait-for-subscriber", "5min",
        "--boxes", "o.npy",
      ], in: folder)
    try replay.wait { try folder.names.contains("s") }
    replay.send(signal)
    let result = try replay.wait(atMostSeconds: 3)
    #expect(result.status == 0 && result.output.isEmpty && result.errors.isEmpty)
    #expect(try folder.names == ["edge.dat", "net.model"])
  }

  @Test(arguments: [SIGINT, SIGTERM]) func endsTheWaitForAPipeThatNeverHasAHeader(signal: Int32) throws {
    let folder = try ReplayFiles.folder()
    try #require(mkfifo(folder.url.appending(path: "pipe").path, 0o600) == 0)
    let replay = try RunningCommand(
      ["replay", "pipe", "--model", "net.model", "--no-publish", "--boxes", "o.npy"], in: folder)
    usleep(300_000)
    replay.send(signal)
    // There is nothing to finish yet, so that the signal does what it usually does.
    let result = try replay.wait(atMostSeconds: 3)
    #expect(result.wasKilled && result.status == signal && result.output.isEmpty)
    #expect(try folder.names == ["edge.dat", "net.model", "pipe"])
  }

  @Test(arguments: [SIGINT, SIGTERM]) func endsAPipeThatFallsSilentWithAllThatCame(signal: Int32) throws {
    let folder = try ReplayFiles.folder()
    let path = folder.url.appending(path: "pipe").path
    try #require(mkfifo(path, 0o600) == 0)
    let replay = try RunningCommand(
      [
        "replay", "pipe", "--model", "net.model", "--publish", folder.endpoint(), "--score", "0.05", "--speed", "max",
        "--boxes", "o.npy", "--json",
      ], in: folder)
    // Opening waits for the reader; this end stays open, so that the pipe has no end.
    let writer = try FileHandle(forWritingTo: URL(filePath: path))
    try writer.write(contentsOf: Data(folder.read("edge.dat")))
    try replay.wait { try folder.names.contains("s") }
    usleep(500_000)
    replay.send(signal)
    let result = try replay.wait(atMostSeconds: 3)
    #expect(result.status == 0 && !result.wasKilled)
    let summary = try ReplaySummaryJSON(result.output)
    #expect(summary.events == 8_000 && summary.windows == 8)
    #expect(try folder.boxes("o.npy").count == Int(summary.detections))
    try writer.close()
  }
}
