import Foundation
import SpikingNetwork
import TestSupport
import Testing

@Suite struct NetworkQuantiseTests {
  private struct Report: Decodable {
    struct Weights: Decodable { var channels: Int, exact_channels: Int, relative_error: Double, largest_error: Double }
    struct Spikes: Decodable {
      var neurons: [String]?, compared: Int, differing: Int, rate: Double, first_timestep: Int?
    }
    struct Output: Decodable { var outputs: Int, largest: Double, root_mean_square: Double, relative: Double }
    struct Boxes: Decodable {
      var matched: Int, only_float32: Int, only_quantised: Int, mean_overlap: Double?, largest_score_difference: Double
    }
    struct Convolution: Decodable { var module: String, weights: Weights, output: Output }
    var bits: Int
    var timesteps: Int
    var windows: Int
    var weights: Weights
    var spikes: Spikes
    var first_layer: String?
    var raw_timesteps: Output
    var raw_windows: Output
    var boxes: Boxes
    var convolutions: [Convolution]
    var layers: [Spikes]
  }

  @Test(arguments: ["16", "8"]) func theReportIsWhatBothEnginesGive(bits: String) throws {
    let folder = try NetworkFiles.folder()
    let run = try CommandRun(
      "network", "quantise", "tiny.model", "--weights", bits, "--input", "input.safetensors", "--score", "0.05", "-o",
      "report.json", in: folder)
    #expect(run.status == 0 && run.errors.isEmpty)
    for text in ["weights:", "each alone:", "spikes:", "output:", "boxes:", "\(bits)-bit"] {
      #expect(run.output.contains(text), "\(text)")
    }
    let report = try JSONDecoder().decode(Report.self, from: Data(folder.read("report.json")))
    let plan = try NetworkPlan(model: ModelFile(bytes: folder.read("tiny.model")))
    let type: IntegerWeight = bits == "8" ? .int8 : .int16
    #expect(report.bits == type.rawValue && report.timesteps == 5 && report.windows == 2)

    // The outputs as 'network run' writes them, compared here.
    var raw: [[Float]] = []
    for (weights, file) in [("f32", "a"), (bits, "b")] {
      let run = try CommandRun(
        "network", "run", "tiny.model", "--input", "input.safetensors", "--window", "2", "--weights", weights,
        "--output", file, in: folder)
      #expect(run.status == 0)
      raw.append(try SafetensorsFile(bytes: folder.read(file)).floats(named: "raw_windows"))
    }
    let largest = zip(raw[0], raw[1]).reduce(0) { max($0, abs(Double($1.0) - Double($1.1))) }
    #expect(report.raw_windows.largest == largest && largest > 0 && report.raw_windows.outputs == 2)
    #expect(report.raw_timesteps.outputs == 5)
    #expect(report.spikes.compared == 5 * plan.topology.stateElementCount)
    #expect(report.spikes.differing == report.layers.reduce(0) { $0 + $1.differing })
    #expect(report.layers.map(\.neurons) == plan.topology.neurons.map(\.names))
    #expect((report.first_layer == nil) == (report.spikes.differing == 0))
    #expect(report.convolutions.map(\.module) == plan.topology.convolutions.map(\.module))
    #expect(report.convolutions.allSatisfy { $0.output.outputs == 5 && $0.output.relative < 0.1 })
    #expect(report.weights.relative_error > 0 && report.weights.relative_error < 0.02)
  }

  @Test func exactWeightsChangeNothing() throws {
    // All weights become whole numbers of few bits: nothing may differ, on a recording as on tensors.
    let folder = try ReplayFiles.folder()
    let model = try ModelFile(bytes: folder.read("net.model"))
    var builder = SafetensorsBuilder(metadata: model.weights.header.metadata)
    for tensor in model.weights.header.tensors {
      let values = try model.weights.floats(named: tensor.name)
      // float32(0.999) + epsilon is 1 exactly.
      let simple: [Float] = values.enumerated().map { index, value in
        if tensor.name == "model.26.dfl.conv.weight" { return value }
        if tensor.name.hasSuffix(".running_var") { return 0.999 }
        if tensor.shape.count == 4 { return index % 5 == 0 ? (value < 0 ? -0.25 : 0.25) : 0 }
        return tensor.name.hasSuffix(".weight") ? 0.5 : (value * 8).rounded() / 8
      }
      builder.add(tensor.name, shape: tensor.shape, floats: simple)
    }
    try folder.write(builder.fileBytes(), to: "exact.model")
    for bits in ["16", "8"] {
      let run = try CommandRun(
        "network", "quantise", "exact.model", "--weights", bits, "--input", "edge.dat", "--json", in: folder)
      #expect(run.status == 0 && run.errors.isEmpty)
      let report = try JSONDecoder().decode(Report.self, from: run.bytes)
      #expect(report.timesteps == 16 && report.windows == 8)
      #expect(report.weights.exact_channels == report.weights.channels && report.weights.largest_error == 0)
      #expect(report.spikes.differing == 0 && report.first_layer == nil && report.raw_windows.largest == 0)
      #expect(report.boxes.only_float32 == 0 && report.boxes.only_quantised == 0)
    }
  }

  @Test func failuresNameTheCause() throws {
    let folder = try NetworkFiles.folder(timesteps: 0)
    for (arguments, status, message) in [
      (["--weights", "16", "--input", "input.safetensors"], 65 as Int32, "no timesteps"),
      (["--weights", "16", "--input", "gone"], 66, "gone: cannot open"),
      (["--weights", "12", "--input", "input.safetensors"], 64, "16"),
      (["--input", "input.safetensors"], 64, "--weights"),
      (["--weights", "8", "--input", "input.safetensors", "--score", "2"], 64, "give 0...1"),
    ] {
      let run = try CommandRun(arguments: ["network", "quantise", "tiny.model"] + arguments, in: folder)
      #expect(run.status == status && run.errors.contains(message), "\(run.errors)")
    }
  }
}
