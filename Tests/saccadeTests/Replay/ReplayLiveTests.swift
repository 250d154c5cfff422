import Foundation
import TestSupport
import Testing

/// `saccade replay` with live sources, as a user runs it.
@Suite struct ReplayLiveTests {
  /// Runs a replay of `address` until so many windows were counted, then interrupts it.
  private func summary(
    _ address: String, _ options: [String] = [], in folder: TemporaryFolder, after condition: () -> Bool
  ) throws -> (ReplaySummaryJSON, RunningCommand.Result) {
    let replay = try RunningCommand(
      [
        "replay", address, "--model", "net.model", "--publish", folder.endpoint("out"), "--boxes", "o.npy", "--json",
        "--score", "0.05",
      ] + options, in: folder)
    try replay.wait { condition() }
    // What was sent is on its way; a signal must not cut it.
    usleep(700_000)
    replay.send(SIGINT)
    let result = try replay.wait(atMostSeconds: 10)
    return (try ReplaySummaryJSON(result.output), result)
  }

  @Test func aSocketIsReplayedUntilItIsInterrupted() throws {
    let folder = try ReplayFiles.folder()
    let bytes = try ReplayFiles.recordingBytes(count: 8_000)
    let server = try SocketPeer(unix: folder.path("camera"))
    let isSent = DispatchSemaphore(value: 0)
    server.serve { client, _ in
      SocketPeer.send(bytes, to: client, largest: 5000, seed: 1)
      isSent.signal()
      SocketPeer.waitForClose(of: client)
      return false
    }
    let (summary, result) = try summary("unix://\(folder.path("camera"))", in: folder) {
      isSent.wait(timeout: .now()) == .success
    }
    #expect(result.status == 0 && !result.wasKilled)
    #expect(summary.events == 8_000 && summary.timestepsComputedOrDropped >= 14)
    #expect(try folder.boxes("o.npy").count == Int(summary.detections))
    #expect(result.errors.contains("streaming"), "\(result.errors)")
    let object = try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any]
    let source = object?["source"] as? [String: Any]
    #expect(source?["connections"] as? Int == 1 && source?["received_bytes"] as? Int == bytes.count)
  }

  @Test func aSourceThatIsNotThereIsWaitedForAndCanBeInterrupted() throws {
    let folder = try ReplayFiles.folder()
    let replay = try RunningCommand(
      ["replay", "tcp://127.0.0.1:1", "--model", "net.model", "--no-publish", "--json"], in: folder)
    usleep(800_000)
    replay.send(SIGTERM)
    let result = try replay.wait(atMostSeconds: 5)
    #expect(result.status == 0 && !result.wasKilled)
    let summary = try ReplaySummaryJSON(result.output)
    #expect(summary.events == 0 && summary.windows == 0)
    #expect(result.errors.contains("waiting: cannot connect to tcp://127.0.0.1:1"), "\(result.errors)")
  }

  @Test func wordsWithoutAHeaderAreReplayedWithFormatAndGeometry() throws {
    let folder = try ReplayFiles.folder()
    var words: [UInt8] = []
    for index in 0..<9_000 as Range<UInt32> {
      let time = 1_000 + index * 20
      for word in [0x8000_0000 | time >> 6, 1 << 28 | (time & 63) << 22 | (index % 60) << 11 | index % 50] {
        words += [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: word >> $0) }
      }
    }
    let bytes = words
    let path = folder.path("camera")
    Thread.detachNewThread {
      guard let socket = try? SocketPeer.connect(unix: path) else { return }
      SocketPeer.send(bytes, to: socket, largest: 5000, seed: 1)
      usleep(300_000)
      close(socket)
    }
    let (summary, result) = try summary(
      "unix-listen://\(path)", ["--format", "evt2", "--geometry", "60x50"], in: folder
    ) { (try? folder.names.contains("out")) == true }
    #expect(
      result.status == 0 && summary.events == 9_000 && summary.timestepsComputedOrDropped >= 16, "\(result.errors)")
    #expect(try !folder.names.contains("camera"))
  }

  @Test(
    arguments: [
      (["tpc://robot:1"], 78, "Legal are"), (["tcp://robot:1", "--loop", "2"], 64, "is live"),
      (["udp://*:1", "--start", "3s"], 64, "is live"), (["tcp://robot:1", "--stall-timeout", "0s"], 64, "stall"),
    ] as [([String], Int32, String)])
  func whatMakesNoSenseIsRefused(arguments: [String], status: Int32, words: String) throws {
    let folder = try ReplayFiles.folder()
    let run = try CommandRun(
      arguments: ["replay"] + arguments + ["--model", "net.model", "--no-publish"], in: folder)
    #expect(run.status == status && run.errors.contains(words), "\(run.errors)")
  }

  @Test func aFolderIsReplayedInTheOrderOfItsNames() throws {
    let folder = try ReplayFiles.folder()
    let drives = folder.url.appending(path: "drives")
    try FileManager.default.createDirectory(at: drives, withIntermediateDirectories: true)
    for name in ["b.dat", "a.dat"] {
      try Data(ReplayFiles.recordingBytes(count: name == "a.dat" ? 4_000 : 8_000)).write(
        to: drives.appending(path: name))
    }
    let run = try CommandRun(
      "replay", "drives", "--model", "net.model", "--no-publish", "--speed", "max", "--json", in: folder)
    #expect(run.status == 0, "\(run.errors)")
    let summary = try run.json()
    #expect(summary["events"] as? Int == 12_000 && summary["windows"] as? Int == 12)
  }
}

extension ReplaySummaryJSON {
  /// A source that sends faster than it is computed loses whole timesteps, all of them counted.
  fileprivate var timestepsComputedOrDropped: UInt64 {
    timesteps + (dropped["inference_too_slow"]?.timesteps ?? 0)
  }
}
