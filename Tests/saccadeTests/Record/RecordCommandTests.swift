import Foundation
import TestSupport
import Testing

/// `saccade record`, as a user runs it.
@Suite struct RecordCommandTests {
  private static func inspected(_ name: String, in folder: TemporaryFolder) throws -> [String: Any] {
    try CommandRun("inspect", name, "--digest", "--json", in: folder).json()
  }

  /// Records a live camera's events until a signal, some time after the last; the summary.
  private static func record(_ events: Int, _ arguments: [String], in folder: TemporaryFolder) throws -> [String: Any]?
  {
    let server = try SocketPeer.camera(ReplayFiles.recordingBytes(count: events), in: folder, again: false)
    defer { withExtendedLifetime(server) {} }
    let record = try RunningCommand(["record", "unix://\(folder.path("camera"))"] + arguments + ["--json"], in: folder)
    try record.wait { record.errors.contains("streaming") }
    usleep(700_000)
    record.send(SIGTERM)
    let result = try record.wait(atMostSeconds: 20)
    #expect(result.status == 0 && !result.wasKilled, "\(result.errors)")
    return try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any]
  }

  @Test(arguments: ["o.raw", "o.dat", "o.hdf5", "o.mcap"]) func everyEventIsInTheFile(name: String) throws {
    let folder = try ReplayFiles.folder()
    let summary = try Self.record(8_000, [name], in: folder)
    #expect(summary?["events"] as? Int == 8_000 && summary?["files"] as? [String] == [name])
    let (recorded, original) = (try Self.inspected(name, in: folder), try Self.inspected("edge.dat", in: folder))
    #expect(
      recorded["sha256_canonical"] as? String == original["sha256_canonical"] as? String
        && original["sha256_canonical"] != nil)
  }

  @Test func eventsAndDetectionsAreInOneFile() throws {
    let folder = try ReplayFiles.folder()
    let summary = try Self.record(8_000, ["kept", "--model", "net.model"], in: folder)
    let recorded = summary?["recorded"] as? [String: Any]
    #expect(recorded?["events"] as? Int == 8_000 && recorded?["files"] as? Int == 1)
    #expect((summary?["windows"] as? Int).map { $0 > 0 && $0 == recorded?["windows"] as? Int } == true)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path("kept"))
    try #require(names.count == 1 && names[0].hasSuffix(".mcap"))
    let (kept, original) = (
      try Self.inspected("kept/\(names[0])", in: folder), try Self.inspected("edge.dat", in: folder)
    )
    #expect(kept["sha256_canonical"] as? String == original["sha256_canonical"] as? String)
  }

  @Test func whatWasRecordedBeforeASuddenEndCanBeRead() throws {
    let folder = try ReplayFiles.folder()
    let server = try SocketPeer.camera(ReplayFiles.recordingBytes(count: 200_000), in: folder, again: false)
    let record = try RunningCommand(["record", "unix://\(folder.path("camera"))", "o.raw"], in: folder)
    try record.wait { (try? folder.read("o.raw").count).map { $0 > 100_000 } ?? false }
    record.send(SIGKILL)
    _ = try? record.wait(atMostSeconds: 10)
    let (recorded, part) = try folder.eventText("o.raw")
    #expect(recorded.status == 0, "\(recorded.errors)")
    try folder.write(ReplayFiles.recordingBytes(count: 200_000), to: "whole.dat")
    let (converted, whole) = try folder.eventText("whole.dat")
    #expect(converted.status == 0)
    #expect(part.count > 10_000 && whole.starts(with: part))
    withExtendedLifetime(server) {}
  }

  @Test func aRecordingEndsByItselfAfterItsDuration() throws {
    let folder = try TemporaryFolder()
    let record = try RunningCommand(
      ["record", "tcp://127.0.0.1:1", "o.raw", "--duration", "300ms", "--json"], in: folder)
    let result = try record.wait(atMostSeconds: 20)
    #expect(result.status == 0 && result.errors.contains("waiting: cannot connect"))
    let summary = try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any]
    #expect(summary?["events"] as? Int == 0 && summary?["files"] as? [String] == [])
    #expect(try folder.names.isEmpty)
  }

  @Test func replayRecordsWhatItReads() throws {
    let folder = try ReplayFiles.folder()
    let run = try CommandRun(
      arguments: ["replay", "edge.dat", "--record", "o.raw", "--boxes", "o.npy"] + ReplayCommandTests.unpublished,
      in: folder)
    #expect(run.status == 0, "\(run.errors)")
    let (recorded, original) = (try Self.inspected("o.raw", in: folder), try Self.inspected("edge.dat", in: folder))
    #expect(recorded["sha256_canonical"] as? String == original["sha256_canonical"] as? String)
    let again = try CommandRun(
      arguments: ["replay", "edge.dat", "--record", "o.raw"] + ReplayCommandTests.unpublished, in: folder)
    #expect(again.status == 69 && again.errors.contains("o.raw"))
  }

  @Test func whatMakesNoSenseIsRefused() throws {
    let both = try CommandRun(
      arguments: ["record", "tcp://127.0.0.1:1", "o", "--model", "net.model", "--to", "evt3"], in: TemporaryFolder())
    #expect(both.status == 64 && both.errors.contains("without --model"))
    let folder = try ReplayFiles.folder()
    for (arguments, status, words) in [
      (["record", "edge.dat", "o.xyz"], 64, "--to"), (["record", "tpc://robot:1", "o.raw"], 78, "Legal are"),
      (["record", "edge.dat", "edge.dat"], 69, "exists already"),
      (["record", "absent.dat", "o.raw"], 66, "absent.dat"),
      (["replay", "edge.dat", "--record", "o.xyz", "--model", "net.model"], 64, "o.xyz"),
    ] as [([String], Int32, String)] {
      let run = try CommandRun(arguments: arguments, in: folder)
      #expect(run.status == status && run.errors.contains(words), "\(arguments): \(run.errors)")
    }
  }
}
