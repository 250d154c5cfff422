import Detections
import SpikingNetwork
import TestSupport
import Testing

/// `--state-in` and `--state-out` of `network run` and `replay`.
@Suite struct NetworkStateTests {
  @Test(arguments: ["reference", "spikes"]) func aRunInPartsEqualsOneInAPiece(engine: String) throws {
    let folder = try NetworkFiles.folder()
    let values = NetworkFiles.values(5 * 6144)
    try folder.write(NetworkFiles.input(shape: [2, 3, 32, 64], values: Array(values.prefix(2 * 6144))), to: "first")
    try folder.write(NetworkFiles.input(shape: [3, 3, 32, 64], values: Array(values.suffix(3 * 6144))), to: "second")
    for arguments in [
      ["--input", "input.safetensors", "--output", "whole", "--state-out", "whole.state"],
      ["--input", "first", "--output", "a", "--state-out", "half.state"],
      ["--input", "second", "--output", "b", "--state-in", "half.state", "--state-out", "end.state"],
    ] {
      let run = try CommandRun(
        arguments: ["network", "run", "tiny.model", "--engine", engine] + arguments, in: folder)
      #expect(run.status == 0, "\(run.errors)")
    }
    func raw(_ name: String) throws -> [Float] {
      try SafetensorsFile(bytes: folder.read(name)).floats(named: "raw_steps")
    }
    #expect(try raw("a") + raw("b") == raw("whole"))
    #expect(try folder.read("end.state") == folder.read("whole.state"))
    #expect(try folder.read("end.state") != folder.read("half.state"))
  }

  @Test(arguments: ["reference", "spikes"]) func aReplayInPartsEqualsOneInAPiece(engine: String) throws {
    let folder = try ReplayFiles.folder()
    for arguments in [
      ["--boxes", "whole.npy", "--state-out", "whole.state"],
      ["--boxes", "a.npy", "--duration", "80ms", "--state-out", "half.state"],
      ["--boxes", "b.npy", "--start", "80ms", "--state-in", "half.state", "--state-out", "end.state"],
      ["--boxes", "fresh.npy", "--start", "80ms"],
    ] {
      let run = try CommandRun(
        arguments: ["replay", "edge.dat", "--engine", engine] + ReplayCommandTests.unpublished + arguments, in: folder)
      #expect(run.status == 0, "\(run.errors)")
    }
    let (whole, second) = (try folder.boxes("whole.npy"), try folder.boxes("b.npy"))
    #expect(try folder.boxes("a.npy") + second == whole)
    #expect(try folder.read("end.state") == folder.read("whole.state"))
    // Without the state something else comes out, or nothing would be shown.
    #expect(try folder.boxes("fresh.npy") != second)
  }

  @Test func aStateThatDoesNotBelongIsRefused() throws {
    let folder = try NetworkFiles.folder()
    let other = try CommandRun(
      arguments: ["network", "generate", "-o", "other.model"] + NetworkFiles.tinyOptions + ["--seed", "4"], in: folder)
    #expect(other.status == 0)
    let saved = try CommandRun(
      "network", "run", "other.model", "--input", "input.safetensors", "--output", "raw", "--state-out", "other.state",
      in: folder)
    #expect(saved.status == 0)
    try folder.write(Array(try folder.read("other.state").dropLast(5)), to: "cut.state")
    let names = try folder.names
    for (state, options, status, message) in [
      ("other.state", [], 65 as Int32, "belongs to model"), ("cut.state", [], 65, "cut.state: "),
      ("tiny.model", [], 65, "no saved membrane state"), ("gone", [], 66, "gone: cannot open"),
      ("other.state", ["--state", "reset"], 78, "give --state carry"),
    ] {
      for command in [
        ["network", "run", "tiny.model", "--input", "input.safetensors", "--output", "new"],
        ["replay", "none.dat", "--model", "tiny.model", "--no-publish"],
      ] {
        let run = try CommandRun(arguments: command + ["--state-in", state] + options, in: folder)
        #expect(run.status == status && run.errors.contains(message), "\(run.errors)")
        #expect(run.errors.hasPrefix("saccade: ") && run.errors.split(separator: "\n").count == 1)
      }
    }
    #expect(try folder.names == names)
  }
}
