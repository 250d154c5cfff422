import Foundation
import TestSupport
import Testing

/// The samples for clusters, run as they stand.
@Suite struct EvaluateClusterTests {
  static let daskIsThere = PythonScript.isUsable(
    "cluster_evaluation.py", ["check"], tests: "Tests of Samples/cluster with Dask")

  private let options = ["--inference-time", "4ms", "--engine", "spikes"]

  @Test(.enabled(if: daskIsThere, "needs distributed in .build/python-venv"))
  func aDaskWorkerMayDie() throws {
    let folder = try EvaluateFiles.folder(clips: 12)
    let whole = try EvaluateFiles.evaluate(options + ["--json"], in: folder)
    #expect(whole.status == 0, "\(whole.errors)")
    let said = try PythonScript.run(
      "cluster_evaluation.py",
      [CommandRun.executable.path, folder.path("set"), folder.path("net.model"), folder.path("report"), "12", "4"]
        + options,
      in: folder.url)
    #expect(String(decoding: said, as: UTF8.self).contains("killed a worker while it worked"))
    var merged = try #require(
      try JSONSerialization.jsonObject(with: Data(folder.read("report/whole/report.json"))) as? [String: Any])
    // The data set was named by its whole path there.
    merged["dataset"] = "set"
    merged["measured"] = nil
    #expect(try NSDictionary(dictionary: merged) == EvaluateFiles.repeatable(whole))
  }

  @Test func aSlurmArrayEvaluatesAShardATask() throws {
    let folder = try EvaluateFiles.folder(clips: 3)
    // What Slurm would do: run the command on a node, where saccade is on the path.
    let commands = folder.url.appending(path: "bin")
    try FileManager.default.createDirectory(at: commands, withIntermediateDirectories: true)
    try folder.write(Array("#!/bin/sh\nexec \"$@\"\n".utf8), to: "bin/srun")
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path("bin/srun"))
    try FileManager.default.createSymbolicLink(
      at: commands.appending(path: "saccade"), withDestinationURL: CommandRun.executable)
    for number in 1...2 {
      let process = Process()
      process.executableURL = URL(filePath: "/bin/bash")
      process.arguments = [
        PackageFolder.root.appending(path: "Samples/cluster/evaluate.sbatch").path, "set", "net.model", "report",
        "--weights", "f32",
      ]
      process.currentDirectoryURL = folder.url
      process.environment = [
        "PATH": "\(commands.path):/usr/bin:/bin", "SLURM_ARRAY_TASK_ID": "\(number)", "SLURM_ARRAY_TASK_COUNT": "2",
        "SLURM_CPUS_PER_TASK": "2",
      ]
      process.standardOutput = FileHandle.nullDevice
      try process.run()
      process.waitUntilExit()
      #expect(process.terminationStatus == 0)
    }
    let merged = try CommandRun("evaluate", "--merge", "report", "--json", in: folder)
    let whole = try EvaluateFiles.evaluate(["--engine", "adaptive", "--weights", "f32", "--json"], in: folder)
    #expect(merged.status == 0 && whole.status == 0, "\(merged.errors)\(whole.errors)")
    #expect(try EvaluationJSON(merged).mean.map50 == EvaluationJSON(whole).mean.map50)
    #expect(try EvaluationJSON(merged).clips.count == 3)
  }
}
