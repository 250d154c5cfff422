import Foundation
import TestSupport
import Testing

@Suite struct EvaluateShardTests {
  private let fixed = ["--inference-time", "4ms", "--json"]

  private func names(_ path: String, in folder: TemporaryFolder) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path(path)).sorted()
  }

  @Test func shardsMergeToTheNumbersOfTheWhole() throws {
    let folder = try EvaluateFiles.folder(clips: 5)
    let whole = try EvaluateFiles.evaluate(fixed, in: folder)
    #expect(whole.status == 0, "\(whole.errors)")
    for number in 1...3 {
      let run = try EvaluateFiles.evaluate(fixed + ["--report", "part", "--shard", "\(number)/3"], in: folder)
      #expect(run.status == 0, "\(run.errors)")
      #expect((try run.json()["clips"] as? [String])?.count == (number == 3 ? 1 : 2))
    }
    let files = (1...3).map { "part/shard-\($0)-of-3.partial.safetensors" }
    #expect(try names("part", in: folder) == ["clips"] + (1...3).map { "shard-\($0)-of-3.partial.safetensors" })
    let merged = try CommandRun(arguments: ["evaluate", "--json", "--merge"] + files, in: folder)
    #expect(merged.status == 0, "\(merged.errors)")
    #expect(try EvaluateFiles.repeatable(merged) == EvaluateFiles.repeatable(whole))
    #expect(try #require(EvaluationJSON(whole).mean.map) > 0)
    // In another order, or by the folder, not a byte is another.
    let turned = try CommandRun(arguments: ["evaluate", "--json", "--merge"] + files.reversed(), in: folder)
    #expect(turned.bytes == merged.bytes)
    let report = try CommandRun("evaluate", "--json", "--merge", "part", "--report", "whole", in: folder)
    #expect(report.bytes == merged.bytes && report.errors.isEmpty)
    #expect(try names("whole", in: folder) == ["report.html", "report.json"])
    #expect(try Data(folder.read("whole/report.json")) == merged.bytes)
    let page = String(decoding: try folder.read("whole/report.html"), as: UTF8.self)
    #expect(page.components(separatedBy: "<img").count == 7)
  }

  @Test func partsThatAreNotOfOneWholeAreRefused() throws {
    let folder = try EvaluateFiles.folder(clips: 2)
    for options in [["--shard", "1/2"], ["--shard", "2/2"]] {
      #expect(try EvaluateFiles.evaluate(["--report", "part"] + options, in: folder).status == 0)
    }
    #expect(
      try EvaluateFiles.evaluate(["--report", "other", "--state", "reset", "--shard", "2/2"], in: folder).status == 0)
    let ending = "of-2.partial.safetensors"
    try folder.write(Array("{}".utf8), to: "text")
    for (files, status, message) in [
      (
        ["part/shard-1-\(ending)"], 65 as Int32,
        "1 of 2 clips are in none of the partial results, the first b/c/clip1_td.dat"
      ),
      (["part", "part/shard-2-\(ending)"], 65, "b/c/clip1_td.dat is in it and in part/shard-2-\(ending)"),
      (
        ["part/shard-1-\(ending)", "other"], 65,
        "is of another evaluation than the files before it (state reset, not carry)"
      ),
      (["net.model"], 65, "net.model: no partial result of an evaluation"), (["text"], 65, "text"),
      (["nothing"], 66, "nothing: cannot open"), (["set"], 66, "set: no file *.partial.safetensors there"),
    ] {
      let run = try CommandRun(arguments: ["evaluate", "--merge"] + files, in: folder)
      #expect(run.status == status && run.errors.contains(message), "\(run.errors)")
    }
    var damaged = try folder.read("part/shard-1-\(ending)")
    damaged.removeLast(8)
    try folder.write(damaged, to: "damaged.safetensors")
    #expect(try CommandRun("evaluate", "--merge", "damaged.safetensors", in: folder).status == 65)
  }

  @Test func anInterruptedEvaluationGoesOn() throws {
    let folder = try EvaluateFiles.folder(clips: 6)
    let arguments = fixed + ["--report", "report", "--engine", "spikes"]
    let whole = try EvaluateFiles.evaluate(fixed + ["--engine", "spikes"], in: folder)
    let running = try RunningCommand(["evaluate", "set", "--model", "net.model"] + arguments, in: folder)
    try running.wait(until: { ((try? names("report/clips", in: folder)) ?? []).count >= 2 })
    running.send(SIGKILL)
    #expect(try running.wait().wasKilled)
    // What it was writing is no finished clip.
    let finished = try names("report/clips", in: folder).filter { $0.hasSuffix("td.dat.partial.safetensors") }
    #expect(finished.count >= 2 && finished.count < 6)
    let before = try finished.map { try folder.read("report/clips/\($0)") }
    let resumed = try EvaluateFiles.evaluate(arguments, in: folder)
    #expect(resumed.status == 0, "\(resumed.errors)")
    #expect(try EvaluateFiles.repeatable(resumed) == EvaluateFiles.repeatable(whole))
    // With measured times in them, clips that were run again would be other bytes.
    #expect(try finished.map { try folder.read("report/clips/\($0)") } == before)

    let other = try EvaluateFiles.evaluate(arguments + ["--overlap", "0.5"], in: folder)
    #expect(other.status == 78 && other.errors.contains("other settings (overlap 0.7, not 0.5)"), "\(other.errors)")
    #expect(try EvaluateFiles.evaluate(arguments + ["--overlap", "0.5", "--restart"], in: folder).status == 0)
  }

  @Test func aClipWhoseFilesHaveChangedIsRunAgain() throws {
    let folder = try EvaluateFiles.folder(clips: 2)
    let first = try EvaluationJSON(EvaluateFiles.evaluate(["--json", "--report", "report"], in: folder))
    let labels = try folder.read("set/a/clip0_bbox.npy")
    try folder.write(labels, to: "set/b/c/clip1_bbox.npy")
    let second = try EvaluationJSON(EvaluateFiles.evaluate(["--json", "--report", "report"], in: folder))
    // A power failure may leave an empty file.
    let clips = try names("report/clips", in: folder)
    try folder.write([], to: "report/clips/\(clips[0])")
    let third = try EvaluationJSON(EvaluateFiles.evaluate(["--json", "--report", "report"], in: folder))
    #expect(third.mean.map == second.mean.map)
    #expect(first.clips[0].truths == second.clips[0].truths && second.clips[1].truths == second.clips[0].truths)
  }
}
