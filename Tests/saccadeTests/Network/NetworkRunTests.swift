import Foundation
import SpikingNetwork
import TestSupport
import Testing

@Suite struct NetworkRunTests {
  private static let count = 66 * (8 * 4 + 4 * 2 + 2 * 1)

  @Test(arguments: ["on", "off"]) func writesWhatTheEngineGives(merge: String) throws {
    let folder = try NetworkFiles.folder()
    let run = try CommandRun(
      "network", "run", "tiny.model", "--input", "input.safetensors", "--state", "carry", "--merge", merge,
      "--output", "raw.safetensors", in: folder)
    #expect(run.status == 0)
    #expect(run.errors.isEmpty)
    let plan = try NetworkPlan(model: ModelFile(bytes: folder.read("tiny.model")), merged: merge == "on")
    let engine = ReferenceEngine(plan: plan)
    var state = MembraneState(outline: plan.outline)
    let input = try SafetensorsFile(bytes: folder.read("input.safetensors")).floats(named: "input")
    var expected: [Float] = []
    for step in 0..<5 {
      var output = [Float](repeating: 0, count: Self.count)
      var span = output.mutableSpan
      let values = Array(input[step * 6144..<(step + 1) * 6144])
      engine.step(input: values.span, state: &state, output: &span)
      expected += output
    }
    let file = try SafetensorsFile(bytes: folder.read("raw.safetensors"))
    #expect(file.header.tensors.map(\.name) == ["raw_steps"])
    #expect(file.header.tensor(named: "raw_steps")?.shape == [5, 66, 42])
    #expect(try file.floats(named: "raw_steps") == expected)
    #expect(try folder.names == ["input.safetensors", "raw.safetensors", "tiny.model"])
  }

  /// Sums of whole numbers have no order, and float32 sums always the same one.
  @Test func enginesGiveTheSameBytes() throws {
    let folder = try NetworkFiles.folder()
    func output(_ arguments: String...) throws -> [UInt8] {
      let run = try CommandRun(
        arguments: ["network", "run", "tiny.model", "--input", "input.safetensors", "--output", "raw.safetensors"]
          + arguments,
        in: folder)
      #expect(run.status == 0, "\(arguments): \(run.errors)")
      return try folder.read("raw.safetensors")
    }
    let expected = try output()
    #expect(try output("--engine", "dense", "--weights", "f32") == expected)
    #expect(try output("--engine", "adaptive", "--weights", "f32", "--merge", "off", "--threads", "3") == expected)
    let whole = try output("--weights", "16")
    #expect(try output("--engine", "spikes", "--weights", "16") == whole)
    #expect(try output("--engine", "dense", "--threads", "2", "--pin-threads") == whole)
    #expect(try output("--engine", "adaptive", "--merge", "off") == whole)
    #expect(try output("--engine", "adaptive", "--merge", "on") == output("--weights", "16", "--merge", "on"))
  }

  @Test func packedWeightsAreKept() throws {
    let folder = try NetworkFiles.folder()
    func run() throws -> (output: [UInt8], errors: String) {
      let run = try CommandRun(
        "network", "run", "tiny.model", "--input", "input.safetensors", "--engine", "adaptive", "--cache", "--output",
        "raw.safetensors", in: folder)
      #expect(run.status == 0)
      return (try folder.read("raw.safetensors"), run.errors)
    }
    let first = try run()
    let name = try #require(try folder.names.first { $0.hasPrefix("tiny.model.") && $0.hasSuffix(".packed") })
    let packed = try folder.read(name)
    let second = try run()
    #expect(second.output == first.output && first.errors.isEmpty && second.errors.isEmpty)
    #expect(try folder.read(name) == packed)
    var damaged = packed
    damaged[damaged.count - 1000] ^= 1
    try folder.write(damaged, to: name)
    let third = try run()
    #expect(third.output == first.output)
    #expect(third.errors.contains("\(name): damaged"))
    #expect(try folder.read(name) != damaged)
    // Of another model: replaced without a word.
    let other = try CommandRun(
      "network", "generate", "--width", "0.0625", "--input-size", "64x32", "--seed", "9", "-o", "tiny.model", in: folder
    )
    #expect(other.status == 0)
    let fourth = try run()
    #expect(fourth.output != first.output && fourth.errors.isEmpty)
    #expect(try run().output == fourth.output)
  }

  @Test(arguments: [
    ["--threads", "2"], ["--threads", "0", "--engine", "dense"], ["--cache"], ["--pin-threads", "--engine", "spikes"],
    ["--merge", "adaptive"], ["--merge", "adaptive", "--engine", "dense"],
  ])
  func optionsThatMeanNothingAreRefused(arguments: [String]) throws {
    let folder = try NetworkFiles.folder()
    let run = try CommandRun(
      arguments: ["network", "run", "tiny.model", "--input", "input.safetensors", "--output", "raw.safetensors"]
        + arguments,
      in: folder)
    #expect(run.status == 64)
    #expect(try !folder.names.contains("raw.safetensors"))
  }

  @Test func windowsAreMeansOfTheirTimesteps() throws {
    let folder = try NetworkFiles.folder()
    let run = try CommandRun(
      "network", "run", "tiny.model", "--input", "input.safetensors", "--window", "2", "--output", "raw.safetensors",
      in: folder)
    #expect(run.status == 0)
    #expect(run.errors.contains("the last 1 of 5 timesteps fill no window of 2"))
    let file = try SafetensorsFile(bytes: folder.read("raw.safetensors"))
    #expect(file.header.tensor(named: "raw_windows")?.shape == [2, 66, 42])
    let (steps, windows) = (try file.floats(named: "raw_steps"), try file.floats(named: "raw_windows"))
    for window in 0..<2 {
      for element in 0..<Self.count {
        let first = steps[2 * window * Self.count + element]
        #expect(windows[window * Self.count + element] == (first + steps[(2 * window + 1) * Self.count + element]) / 2)
      }
    }
  }

  @Test func resetStartsEveryWindowFromZero() throws {
    let folder = try NetworkFiles.folder()
    let one = try NetworkFiles.input(shape: [1, 3, 32, 64], values: NetworkFiles.values(6144))
    let values = NetworkFiles.values(6144)
    try folder.write(one, to: "one.safetensors")
    try folder.write(
      NetworkFiles.input(shape: [3, 3, 32, 64], values: values + values + values), to: "three.safetensors")
    for (name, arguments) in [
      ("once", ["--input", "one.safetensors"]),
      ("reset", ["--input", "three.safetensors", "--state", "reset", "--window", "1"]),
      ("pairs", ["--input", "three.safetensors", "--state", "reset"]),
      ("carry", ["--input", "three.safetensors"]),
    ] {
      let run = try CommandRun(
        arguments: ["network", "run", "tiny.model", "--output", name] + arguments, in: folder)
      #expect(run.status == 0)
    }
    func steps(_ name: String) throws -> [[Float]] {
      let values = try SafetensorsFile(bytes: folder.read(name)).floats(named: "raw_steps")
      return stride(from: 0, to: values.count, by: Self.count).map { Array(values[$0..<$0 + Self.count]) }
    }
    let first = try steps("once")[0]
    #expect(try steps("reset") == [first, first, first])
    let (pairs, carry) = (try steps("pairs"), try steps("carry"))
    // Without --window the model's own two timesteps count.
    #expect(pairs == [first, carry[1], first])
    #expect(carry[1] != first && carry[2] != first)
  }

  @Test func spikesAreWrittenUnderTheNamesOfTheReferenceOutputs() throws {
    struct Report: Decodable {
      struct Network: Decodable {
        var variant: String
        var D: Int
        var parameters: Int
        var max_channels: Int
      }
      var network: Network
      var neurons_step_checks: [String: [[Int]]]
      var mean_firing_rate: Double
    }
    let folder = try NetworkFiles.folder()
    let run = try CommandRun(
      "network", "run", "tiny.model", "--input", "input.safetensors", "--output", "raw", "--spikes", "spikes.json",
      in: folder)
    #expect(run.status == 0)
    let report = try JSONDecoder().decode(Report.self, from: Data(folder.read("spikes.json")))
    #expect(report.network.variant == "gen1" && report.network.D == 4 && report.network.max_channels == 1024)
    #expect(report.neurons_step_checks.count == 88)
    #expect(report.neurons_step_checks.values.allSatisfy { $0.count == 5 && $0.allSatisfy { $0.count == 3 } })
    #expect((0.02...0.5).contains(report.mean_firing_rate))
  }

  @Test func noTimestepsGiveAnEmptyOutput() throws {
    let folder = try NetworkFiles.folder(timesteps: 0)
    let run = try CommandRun(
      "network", "run", "tiny.model", "--input", "input.safetensors", "--output", "raw", "--window", "2", in: folder)
    #expect(run.status == 0)
    let file = try SafetensorsFile(bytes: folder.read("raw"))
    #expect(file.header.tensor(named: "raw_steps")?.shape == [0, 66, 42])
    #expect(file.header.tensor(named: "raw_windows")?.shape == [0, 66, 42])
  }

  @Test func failuresNameTheCauseAndLeaveNothingBehind() throws {
    let folder = try NetworkFiles.folder()
    let good = try folder.read("input.safetensors")
    try folder.write(Array(good.dropLast(7)), to: "truncated")
    try folder.write([], to: "empty")
    try folder.write(Array("no safetensors file at all".utf8), to: "text")
    try folder.write(NetworkFiles.input(shape: [1, 3, 64, 32], values: NetworkFiles.values(6144)), to: "turned")
    try folder.write(
      NetworkFiles.input(key: "inputs", shape: [1, 3, 32, 64], values: NetworkFiles.values(6144)), to: "misnamed")
    var values = NetworkFiles.values(2 * 6144)
    values[6144 + 7] = .nan
    try folder.write(NetworkFiles.input(shape: [2, 3, 32, 64], values: values), to: "nan")
    let names = try folder.names
    for (model, input, output, status, message) in [
      ("missing", "input.safetensors", "raw", 66 as Int32, "missing: cannot open"),
      ("tiny.model", "missing", "raw", 66, "missing: cannot open"),
      (".", "input.safetensors", "raw", 66, ".: not a regular file"),
      ("input.safetensors", "input.safetensors", "raw", 65, "saccade network import"),
      ("tiny.model", "truncated", "raw", 65, "truncated: tensor 'input'"),
      ("tiny.model", "empty", "raw", 65, "empty: not a safetensors file"),
      ("tiny.model", "text", "raw", 65, "text: not a safetensors file"),
      ("tiny.model", "turned", "raw", 65, "F32 [1, 3, 64, 32]; this model needs F32 [timesteps, 3, 32, 64]"),
      ("tiny.model", "misnamed", "raw", 65, "no tensor 'input' in the file; it has inputs"),
      ("tiny.model", "nan", "raw", 65, "nan at timestep 1, element 7"),
      ("tiny.model", "input.safetensors", "no/such/folder/raw", 69, "no/such/folder/raw: cannot create"),
    ] {
      let run = try CommandRun("network", "run", model, "--input", input, "--output", output, in: folder)
      #expect(run.status == status, "\(message)")
      #expect(run.errors.contains(message), "\(run.errors)")
      #expect(run.errors.hasPrefix("saccade: ") && run.errors.split(separator: "\n").count == 1)
      #expect(run.output.isEmpty)
    }
    #expect(try folder.names == names)
  }

  @Test(arguments: [
    ["--window", "0"], ["--window", "1025"], ["--state", "keep"], ["--engine", "magic"], ["--merge", "x"],
  ])
  func wrongOptionsAreUsageErrors(options: [String]) throws {
    let run = try CommandRun(arguments: ["network", "run", "m", "--input", "i", "--output", "o"] + options)
    #expect(run.status == 64)
  }
}
