import Foundation
import SpikingNetwork
import TestSupport
import Testing

@Suite struct NetworkEnergyTests {
  private struct Report: Decodable {
    struct Operations: Decodable { var ac: Double, mac: Double, millijoules: Double }
    struct Comparison: Decodable { var snn: Operations, ann: Operations, ann_over_snn: Double? }
    struct Row: Decodable {
      var name: String, layer: Int, firing_rate: Double?, spikes_per_neuron: Double?
      var counted: Comparison, literature: Comparison
    }
    struct Total: Decodable { var counted: Comparison, literature: Comparison }
    struct Rates: Decodable { var layer: Int, rates: [Double] }
    var timesteps: Int
    var merged: Bool
    var layers: [Row]
    var convolutions: [Row]
    var total: Total
    var firing_rate_per_timestep: [Rates]

    init(_ run: CommandRun) throws { self = try JSONDecoder().decode(Self.self, from: run.bytes) }
  }

  @Test(arguments: [true, false]) func theReportIsWhatTheEngineCounts(merged: Bool) throws {
    let folder = try NetworkFiles.folder()
    let run = try CommandRun(
      "network", "energy", "tiny.model", "--input", "input.safetensors", "--json", "--merge", merged ? "on" : "off",
      in: folder)
    #expect(run.status == 0 && run.errors.isEmpty)
    let report = try Report(run)
    let plan = try NetworkPlan(model: ModelFile(bytes: folder.read("tiny.model")), merged: merged)
    let engine = SpikesEngine(plan: plan)
    var state = MembraneState(outline: plan.outline)
    var activity = NetworkActivity(topology: plan.topology)
    let input = try SafetensorsFile(bytes: folder.read("input.safetensors")).floats(named: "input")
    var output = [Float](repeating: 0, count: plan.description.outputElementCount)
    for step in 0..<5 {
      var span = output.mutableSpan
      engine.step(input: Array(input[step * 6144..<(step + 1) * 6144]).span, state: &state, output: &span)
      activity += engine.lastTimestep
    }
    let estimate = EnergyEstimate(topology: plan.topology, activity: activity)
    #expect(report.timesteps == 5 && report.merged == merged)
    #expect(report.total.counted.snn.ac == estimate.total.counted.accumulates)
    #expect(report.total.counted.snn.mac == estimate.total.counted.multiplyAccumulates)
    #expect(report.total.literature.ann.mac == Double(plan.topology.multiplyAccumulates))
    #expect(report.total.counted.snn.millijoules == estimate.total.counted.millijoules(OperationEnergy(.float32)))
    let (snn, ann) = (report.total.literature.snn.millijoules, report.total.literature.ann.millijoules)
    #expect(report.total.literature.ann_over_snn == ann / snn && ann > snn)
    #expect(report.convolutions.map(\.name) == plan.topology.convolutions.map(\.module))
    #expect(report.layers.count == 20)
    for row in report.layers {
      guard let rate = row.firing_rate else {
        #expect(row.layer == 1)
        continue
      }
      let series = try #require(report.firing_rate_per_timestep.first { $0.layer == row.layer }).rates
      #expect(series.count == 5 && abs(series.reduce(0, +) / 5 - rate) < 1e-5)
    }
  }

  @Test func tensorsFromNumpyGiveTheSame() throws {
    let folder = try NetworkFiles.folder()
    let values = NetworkFiles.values(5 * 6144)
    try folder.write(NetworkFiles.numpy(type: "<f4", shape: [5, 3, 32, 64], values: values), to: "input.npy")
    var outputs: [[String: Any]] = []
    for name in ["input.safetensors", "input.npy"] {
      let run = try CommandRun("network", "energy", "tiny.model", "--input", name, "--json", in: folder)
      #expect(run.status == 0)
      let json = try run.json()
      outputs.append(try #require(json["total"] as? [String: Any]))
    }
    #expect(NSDictionary(dictionary: outputs[0]) == NSDictionary(dictionary: outputs[1]))
  }

  @Test func figuresOfOnesOwnAreUsed() throws {
    let folder = try NetworkFiles.folder()
    func total(_ options: String...) throws -> Report.Comparison {
      let run = try CommandRun(
        arguments: ["network", "energy", "tiny.model", "--input", "input.safetensors", "--json"] + options, in: folder)
      #expect(run.status == 0)
      return try Report(run).total.counted
    }
    let own = try total("--mac-picojoules", "2", "--ac-picojoules", "0")
    #expect(own.snn.millijoules == own.snn.mac * 2 * 1e-9)
    let bytes = try total("--arithmetic", "int8")
    #expect(abs(bytes.ann.millijoules - bytes.ann.mac * 0.23e-9) <= 1e-12 * bytes.ann.mac)
  }

  @Test func aRecordingIsCutAsReplayCutsIt() throws {
    let folder = try ReplayFiles.folder()
    let run = try CommandRun("network", "energy", "net.model", "--input", "edge.dat", "--json", in: folder)
    #expect(run.status == 0 && run.errors.isEmpty)
    #expect(try Report(run).timesteps == 16)
    let limited = try CommandRun(
      "network", "energy", "net.model", "--input", "edge.dat", "--timesteps", "3", "--json", in: folder)
    #expect(try Report(limited).timesteps == 3)
  }

  @Test func chartPageAndTableAreWritten() throws {
    let folder = try NetworkFiles.folder()
    let run = try CommandRun(
      "network", "energy", "tiny.model", "--input", "input.safetensors", "--plot", "e.png", "--html", "e.html",
      in: folder)
    #expect(run.status == 0)
    for text in ["DownSampling(k7, s4, p2)", "Detect", "total", "counted:", "literature:", "5 timesteps"] {
      #expect(run.output.contains(text), "\(text)")
    }
    let picture = try PictureOnDisk(path: folder.path("e.png"))
    #expect(picture.width == 1100 && picture.height > 600 && picture.colorCount > 20)
    let page = String(decoding: try folder.read("e.html"), as: UTF8.self)
    #expect(page.hasPrefix("<!DOCTYPE html>") && page.contains("src=\"data:image/png;base64,"))
    // It needs nothing from elsewhere.
    #expect(!page.contains("http") && page.components(separatedBy: "src=").count == 2)
    #expect(page.contains("model.26.cv3.2.2.conv"))
    #expect(try folder.names == ["e.html", "e.png", "input.safetensors", "tiny.model"])
  }

  @Test func failuresNameTheCause() throws {
    let folder = try NetworkFiles.folder(timesteps: 0)
    let values = NetworkFiles.values(6144)
    try folder.write(NetworkFiles.numpy(type: "<f8", shape: [1, 3, 32, 64], values: values), to: "double.npy")
    try folder.write(
      Array(NetworkFiles.numpy(type: "<f4", shape: [1, 3, 32, 64], values: values).dropLast(3)), to: "short.npy")
    try folder.write(NetworkFiles.numpy(type: "<f4", shape: [1, 3, 64, 32], values: values), to: "turned.npy")
    try folder.write(Array("nothing that is known".utf8), to: "text")
    for (input, status, message) in [
      ("missing", 66 as Int32, "missing: cannot open"), ("input.safetensors", 65, "no timesteps"),
      ("double.npy", 65, "<f8 [1, 3, 32, 64]; this model needs F32 [timesteps, 3, 32, 64]"),
      ("short.npy", 65, "ends after 0 of 1 timesteps"), ("turned.npy", 65, "this model needs F32"),
      ("text", 65, "text"),
    ] {
      let run = try CommandRun("network", "energy", "tiny.model", "--input", input, in: folder)
      #expect(run.status == status, "\(input): \(run.errors)")
      #expect(run.errors.contains(message) && run.output.isEmpty, "\(run.errors)")
    }
  }

  @Test(arguments: [
    ["--plot", "x.jpg"], ["--html", "x.png"], ["--ac-picojoules", "-1"], ["--mac-picojoules", "nan"],
    ["--arithmetic", "int4"], ["--timesteps", "0"],
  ])
  func wrongOptionsAreUsageErrors(options: [String]) throws {
    let run = try CommandRun(arguments: ["network", "energy", "m", "--input", "i"] + options)
    #expect(run.status == 64)
  }
}
