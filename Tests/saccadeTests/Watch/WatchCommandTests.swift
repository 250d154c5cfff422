import Foundation
import Messages
import TestSupport
import Testing

@Suite struct WatchCommandTests {
  /// Starts a replay that waits until somebody watches.
  static func replay(
    _ folder: TemporaryFolder, endpoint: String, camera: String = "front", speed: String = "8"
  ) throws -> RunningCommand {
    try RunningCommand(
      [
        "replay", "edge.dat", "--model", "net.model", "--publish", endpoint, "--wait-for-subscriber", "20s",
        "--session", "7", "--score", "0.05", "--speed", speed, "--camera", camera, "--json",
      ], in: folder)
  }

  static func frames(_ lines: some Sequence<String>) throws -> [DetectionFrame] {
    try lines.map { try DetectionFrame(json: Array($0.utf8)) }
  }

  @Test func endsByItselfAndCountsWhatItGot() throws {
    let folder = try ReplayFiles.folder()
    let watch = try RunningCommand(["watch", "--json", "--connect", folder.endpoint()], in: folder)
    let replay = try Self.replay(folder, endpoint: folder.endpoint())
    let replayed = try ReplaySummaryJSON(try replay.wait().output)
    let watched = try watch.wait()
    #expect(watched.status == 0 && watched.errors.isEmpty)
    let frames = try Self.frames(watched.lines.dropLast())
    #expect(frames.map(\.sequence) == Array(0..<8))
    #expect(frames.allSatisfy { $0.session == 7 && $0.source == "front" })
    let summary = try WatchSummaryJSON.last(of: watched.lines)
    #expect(summary.windows == 8 && summary.detections == replayed.detections && replayed.detections > 0)
    #expect(summary.lost == 0 && summary.gaps == 0 && summary.repeated == 0 && summary.unreadable == 0)
    #expect(summary.sessions == 1 && summary.latency.count == 8)
  }

  @Test func printsOneLineForEveryWindowWithoutATerminal() throws {
    let folder = try ReplayFiles.folder()
    let watch = try RunningCommand(["watch", "--connect", folder.endpoint()], in: folder)
    let replay = try Self.replay(folder, endpoint: folder.endpoint())
    _ = try replay.wait()
    let watched = try watch.wait()
    #expect(watched.status == 0)
    #expect(watched.lines.first?.hasPrefix("source") == true)
    #expect(watched.lines.filter { $0.hasPrefix("front") }.count == 8)
    #expect(watched.output.contains("8 windows") && watched.output.contains("front finished"))
  }

  @Test func countEndsItAfterSoManyWindows() throws {
    let folder = try ReplayFiles.folder()
    let watch = try RunningCommand(["watch", "--json", "--count", "3", "--connect", folder.endpoint()], in: folder)
    let replay = try Self.replay(folder, endpoint: folder.endpoint())
    let watched = try watch.wait()
    #expect(watched.status == 0)
    #expect(try Self.frames(watched.lines.dropLast()).map(\.sequence) == [0, 1, 2])
    #expect(try WatchSummaryJSON.last(of: watched.lines).windows == 3)
    // A subscriber that goes away does not disturb the replay.
    let replayed = try replay.wait()
    #expect(try replayed.status == 0 && ReplaySummaryJSON(replayed.output).windows == 8)
  }

  @Test func silenceFromTheStartIsAnUnavailableEndpoint() throws {
    let folder = try TemporaryFolder()
    let run = try CommandRun(
      "watch", "--json", "--timeout", "200ms", "--connect", folder.endpoint("nobody"), in: folder)
    #expect(run.status == 69)
    #expect(run.errors.contains(folder.endpoint("nobody")) && run.errors.contains("--connect"))
    #expect(try WatchSummaryJSON.last(of: [run.output]).windows == 0)
  }

  @Test func silenceAfterMessagesIsAnEnd() throws {
    let folder = try ReplayFiles.folder()
    let watch = try RunningCommand(
      ["watch", "--json", "--follow", "--timeout", "4s", "--connect", folder.endpoint()], in: folder)
    let replay = try Self.replay(folder, endpoint: folder.endpoint())
    _ = try replay.wait()
    let watched = try watch.wait()
    #expect(try watched.status == 0 && WatchSummaryJSON.last(of: watched.lines).windows == 8)
  }

  @Test func aBadEndpointIsAConfigurationError() throws {
    let run = try CommandRun("watch", "--connect", "nonsense")
    #expect(run.status == 78 && run.output.isEmpty)
    #expect(run.errors.contains("'nonsense'") && run.errors.contains("--connect"))
  }

  @Test(arguments: [SIGINT, SIGTERM]) func aSignalEndsItWithASummary(signal: Int32) throws {
    let folder = try TemporaryFolder()
    let watch = try RunningCommand(["watch", "--json", "--connect", folder.endpoint("nobody")], in: folder)
    usleep(500_000)
    watch.send(signal)
    let watched = try watch.wait(atMostSeconds: 3)
    #expect(watched.status == 0 && !watched.wasKilled)
    #expect(try WatchSummaryJSON.last(of: watched.lines).windows == 0)
  }

  @Test func twoWatchersSeeTwoCamerasAtOnce() throws {
    let folder = try ReplayFiles.folder()
    let cameras = ["left", "right"]
    let watchers = try cameras.map {
      try RunningCommand(["watch", "--json", "--camera", $0, "--connect", folder.endpoint($0)], in: folder)
    }
    let replays = try cameras.map { try Self.replay(folder, endpoint: folder.endpoint($0), camera: $0) }
    for replay in replays { #expect(try replay.wait().status == 0) }
    for (camera, watcher) in zip(cameras, watchers) {
      let frames = try Self.frames(try watcher.wait().lines.dropLast())
      #expect(frames.map(\.sequence) == Array(0..<8) && frames.allSatisfy { $0.source == camera })
    }
  }

  @Test func aWatcherThatComesBackSeesNothingTwice() throws {
    let folder = try ReplayFiles.folder(events: 300_000)
    let first = try RunningCommand(["watch", "--json", "--connect", folder.endpoint()], in: folder)
    let replay = try Self.replay(folder, endpoint: folder.endpoint(), speed: "1")
    try first.wait { first.output.filter { $0 == "\n" }.count > 3 }
    first.send(SIGKILL)
    #expect(try first.wait().wasKilled)
    let second = try RunningCommand(["watch", "--json", "--connect", folder.endpoint()], in: folder)
    try second.wait { second.output.filter { $0 == "\n" }.count > 3 }
    replay.send(SIGTERM)
    #expect(try replay.wait().status == 0)
    let watched = try second.wait()
    let summary = try WatchSummaryJSON.last(of: watched.lines)
    #expect(summary.repeated == 0 && summary.lost == 0)
    // A kill may cut the first one's last line; all before it are whole.
    let before = try Self.frames(first.output.split(separator: "\n").dropLast().map(String.init)).map(\.sequence)
    let after = try Self.frames(watched.lines.dropLast()).map(\.sequence)
    #expect(Set(before).isDisjoint(with: after) && Set(after).count == after.count)
  }
}
