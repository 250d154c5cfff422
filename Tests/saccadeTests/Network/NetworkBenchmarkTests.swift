import Foundation
import SpikingNetwork
import TestSupport
import Testing

@Suite struct NetworkBenchmarkTests {
  private struct Report: Decodable {
    struct Times: Decodable { var min: Double, median: Double, p99: Double }
    struct Layer: Decodable {
      var name: String, steps: Int, kernels: [String: Int], density: Double?, ms: Double
      var mmac_needed: Double, mmac_done: Double, share_of_peak: Double
    }
    var engine: String, weights: String, threads: Int, steps: Int, firing_rate: Double
    var ms_per_timestep: Times
    var step_ms: [Double]
    var peak_memory_bytes: Int
    var peak_gmac_per_s: [String: Double]
    var layers: [Layer]
  }

  private static func report(_ folder: TemporaryFolder, _ options: [String]) throws -> Report {
    let run = try CommandRun(
      arguments: ["benchmark", "network", "tiny.model", "--json", "--steps", "4"] + options, in: folder)
    #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
    return try JSONDecoder().decode(Report.self, from: run.bytes)
  }

  @Test(arguments: ["reference", "spikes", "dense", "adaptive"]) func measuresEveryEngine(engine: String) throws {
    let folder = try NetworkFiles.folder()
    let report = try Self.report(folder, ["--engine", engine, "--input", "input.safetensors"])
    let times = report.ms_per_timestep
    #expect(report.engine == engine && report.steps == 4 && report.step_ms.count == 4)
    #expect(times.min == report.step_ms.min() && times.p99 == report.step_ms.max())
    #expect(times.min > 0 && times.min <= times.median && times.median <= times.p99)
    #expect(report.peak_memory_bytes > 1_000_000 && report.firing_rate > 0)
    let tells = engine == "dense" || engine == "adaptive"
    #expect(report.layers.isEmpty != tells && report.peak_gmac_per_s.isEmpty != tells)
  }

  @Test(arguments: ["8", "16", "f32"]) func layersAddUp(weights: String) throws {
    let folder = try NetworkFiles.folder()
    let report = try Self.report(
      folder, ["--engine", "dense", "--merge", "off", "--weights", weights, "--threads", "2"])
    let plan = try NetworkPlan(model: ModelFile(bytes: folder.read("tiny.model")))
    #expect(report.layers.map(\.name) == plan.topology.convolutions.map(\.module))
    // Where no events came, sums of the input are not taken again and again.
    let stem = try #require(report.layers.first)
    #expect(stem.kernels == ["values": 4] && stem.mmac_done > 0)
    let (all, first) = (plan.topology.multiplyAccumulates, plan.topology.layers[1].multiplyAccumulates)
    let done = report.layers.dropFirst().reduce(0) { $0 + $1.mmac_done } * 1e6
    #expect(abs(done - Double(all - first)) < 1)
    #expect(stem.mmac_done * 1e6 <= Double(first))
    #expect(report.layers.reduce(0) { $0 + $1.ms } <= report.step_ms.reduce(0, +) / 4)
    for layer in report.layers {
      #expect(layer.kernels.values.reduce(0, +) == layer.steps && layer.steps == 4)
      #expect(abs(layer.mmac_needed - layer.mmac_done * (layer.density ?? 1)) < 1e-6)
      #expect(layer.share_of_peak > 0)
    }
  }

  @Test func densityReplacesTheWeights() throws {
    let folder = try NetworkFiles.folder()
    let quiet = try Self.report(folder, ["--engine", "adaptive", "--density", "0.05"])
    let loud = try Self.report(folder, ["--engine", "adaptive", "--density", "0.4"])
    // Maps of a few pixels do not keep to a rate well.
    #expect(quiet.firing_rate + 0.1 < loud.firing_rate)
  }

  @Test func peopleGetATable() throws {
    let folder = try NetworkFiles.folder()
    let run = try CommandRun("benchmark", "network", "tiny.model", "--engine", "dense", "--steps", "1", in: folder)
    #expect(run.status == 0)
    for text in ["peak:", "of peak", "model.1.encode_conv", "(collect)", "a timestep: min"] {
      #expect(run.output.contains(text), "\(text)")
    }
  }

  @Test func failuresHaveTheirStatus() throws {
    let folder = try NetworkFiles.folder(timesteps: 0)
    for (arguments, status) in [
      (["missing"], 66 as Int32), (["input.safetensors"], 65), (["tiny.model", "--input", "input.safetensors"], 65),
      (["tiny.model", "--input", "missing"], 66), (["tiny.model", "--steps", "0"], 64),
      (["tiny.model", "--density", "1"], 64), (["tiny.model", "--engine", "none"], 64),
    ] {
      let run = try CommandRun(arguments: ["benchmark", "network"] + arguments, in: folder)
      #expect(run.status == status && run.output.isEmpty && !run.errors.isEmpty, "\(arguments): \(run.errors)")
    }
  }
}
