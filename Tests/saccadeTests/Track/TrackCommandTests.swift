import Detections
import Foundation
import TestSupport
import Testing

@Suite struct TrackCommandTests {
  private static func box(
    _ x: Float, milliseconds: Int64, score: Float = 0.9, trackID: UInt32 = 77
  ) -> TimedDetection {
    TimedDetection(
      time: milliseconds * 1000,
      detection: Detection(x: x, y: 20, width: 20, height: 30, score: score, classID: 1, trackID: trackID))
  }

  @Test func boxesKeepTheirOrderAndGetNumbers() throws {
    let folder = try TemporaryFolder()
    // Not in order of time, and not in order of score.
    let boxes = [
      Self.box(50, milliseconds: 100), Self.box(152, milliseconds: 200, score: 0.3), Self.box(53, milliseconds: 200),
      Self.box(150, milliseconds: 100, score: 0.3), Self.box(10, milliseconds: 200, score: 0.05),
      Self.box(154, milliseconds: 900, score: 0.2),
    ]
    try folder.write(BoxFileEncoder.encode(boxes), to: "in.npy")
    let run = try CommandRun("track", "in.npy", "-o", "out.npy", "--json", in: folder)
    #expect(run.status == 0 && run.errors.isEmpty)
    let tracked = try folder.boxes("out.npy")
    #expect(tracked.map(\.detection.trackID) == [0, 2, 1, 0, 0, 2])
    for (one, other) in zip(tracked, boxes) {
      var same = one
      same.detection.trackID = 77
      #expect(same == other)
    }
    let summary = try run.json()
    #expect(summary["boxes"] as? Int == 6 && summary["windows"] as? Int == 3 && summary["tracks"] as? Int == 2)
    #expect(summary["untracked"] as? Int == 3 && summary["longest_track"] as? Int == 2)
    #expect(summary["longest_seconds"] as? Double == 0.7)
    let table = try CommandRun("track", "in.npy", "-o", "again.npy", in: folder)
    #expect(table.output.contains("tracks      2\n") && table.output.contains("(3 of no track)"))
    #expect(try folder.read("out.npy") == folder.read("again.npy"))
    #expect(try CommandRun("track", "out.npy", "-o", "out.npy", "--track-hits", "1", in: folder).status == 0)
    #expect(try folder.boxes("out.npy").map(\.detection.trackID) == [1, 2, 1, 2, 0, 2])
  }

  @Test func aReplayNumbersAsTheFileIsNumberedAfterwards() throws {
    let folder = try ReplayFiles.folder()
    let replay = ["replay", "edge.dat"] + ReplayCommandTests.unpublished
    let options = ["--track-high-score", "0.07", "--track-low-score", "0.05", "--track-gap", "50ms"]
    #expect(try CommandRun(arguments: replay + ["--boxes", "plain.npy"], in: folder).status == 0)
    #expect(try CommandRun(arguments: replay + ["--boxes", "live.npy", "--track"] + options, in: folder).status == 0)
    let run = try CommandRun(arguments: ["track", "plain.npy", "-o", "later.npy"] + options, in: folder)
    #expect(run.status == 0)
    let live = try folder.boxes("live.npy")
    #expect(try folder.boxes("later.npy") == live)
    #expect(Set(live.map(\.detection.trackID)).count > 2)
    #expect(try folder.boxes("plain.npy").allSatisfy { $0.detection.trackID == 0 })
  }

  @Test func whoWatchesSeesTheNumbers() throws {
    let folder = try ReplayFiles.folder()
    let watch = try RunningCommand(["watch", "--connect", folder.endpoint()], in: folder)
    let replay = try RunningCommand(
      [
        "replay", "edge.dat", "--model", "net.model", "--publish", folder.endpoint(), "--wait-for-subscriber", "20s",
        "--score", "0.05", "--speed", "8", "--track", "--track-high-score", "0.05", "--track-hits", "1",
      ], in: folder)
    #expect(try replay.wait().status == 0)
    let watched = try watch.wait()
    #expect(watched.status == 0 && watched.output.contains(" #1 0."), "\(watched.output)")
  }

  @Test func badUseHasItsExitStatus() throws {
    let folder = try TemporaryFolder()
    try folder.write(BoxFileEncoder.encode([Self.box(5, milliseconds: 1)]), to: "in.npy")
    try folder.write(Array("no boxes".utf8), to: "text.npy")
    let cases: [(arguments: [String], status: Int32, part: String)] = [
      (["track", "missing.npy", "-o", "out.npy"], 66, "missing.npy"),
      (["track", "text.npy", "-o", "out.npy"], 65, "text.npy: not a NumPy file"),
      (["track", "in.npy"], 64, "-o"),
      (["track", "in.npy", "-o", "no/such/folder/out.npy"], 69, "no/such/folder/out.npy"),
      (["track", "in.npy", "-o", "out.npy", "--track-hits", "0"], 64, "hits is 0; give 1...1000"),
      (["track", "in.npy", "-o", "out.npy", "--track-low-score", "0.4", "--track-high-score", "0.3"], 64, "lowScore"),
      (["track", "in.npy", "-o", "out.npy", "--track-gap", "2000min"], 64, "gapMicroseconds"),
      (["replay", "x.dat", "--model", "x", "--track-gap", "1s"], 64, "--track-gap needs --track"),
    ]
    for (arguments, status, part) in cases {
      let run = try CommandRun(arguments: arguments, in: folder)
      #expect(run.status == status, "\(arguments): \(run.errors)")
      #expect(run.errors.contains(part), "\(arguments): \(run.errors)")
    }
    #expect(try folder.names == ["in.npy", "text.npy"])
  }

  @Test func aFileWithoutBoxesIsOne() throws {
    let folder = try TemporaryFolder()
    try folder.write(BoxFileEncoder.encode([]), to: "in.npy")
    let run = try CommandRun("track", "in.npy", "-o", "out.npy", "--json", in: folder)
    #expect(run.status == 0 && run.errors.isEmpty)
    #expect(try folder.boxes("out.npy").isEmpty)
  }
}
