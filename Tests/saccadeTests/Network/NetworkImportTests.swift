import Foundation
import SpikingNetwork
import TestSupport
import Testing

@Suite struct NetworkImportTests {
  private static let options = [
    "--variant", "gen1", "--depth", "0.33", "--width", "0.0625", "--max-channels", "1024", "--classes",
    "car,pedestrian", "--input-size", "64x32",
  ]

  /// A folder with the tiny model's tensors as bare weights, `weights.safetensors`.
  private func folder(
    _ change: (String, inout [Float]) -> Bool = { _, _ in true }
  ) throws -> TemporaryFolder {
    let folder = try NetworkFiles.folder(timesteps: 1)
    let model = try SafetensorsFile(bytes: folder.read("tiny.model"))
    var builder = SafetensorsBuilder()
    for tensor in model.header.tensors {
      var values = try model.floats(named: tensor.name)
      if change(tensor.name, &values) { builder.add(tensor.name, shape: tensor.shape, floats: values) }
    }
    try folder.write(builder.fileBytes(), to: "weights.safetensors")
    return folder
  }

  private func run(_ folder: TemporaryFolder, _ options: [String]) throws -> CommandRun {
    try CommandRun(
      arguments: ["network", "import", "weights.safetensors", "-o", "imported.model"] + options, in: folder)
  }

  @Test func describesTheNetworkAsAsked() throws {
    let folder = try folder()
    let run = try run(
      folder,
      Self.options + [
        "--geometry", "60x30", "--timestep", "50000", "--timesteps", "5", "--representation", "histogram",
        "--histogram-cap", "7", "--order", "newest-first", "--fit", "pad", "--alpha", "0.25", "--beta", "0.75",
        "--max-spikes", "2", "--state", "reset",
      ])
    #expect(run.status == 0)
    #expect(run.output.contains("imported.model: gen1"))
    let description = try ModelFile(bytes: folder.read("imported.model")).description
    #expect(
      description.input
        == NetworkInput(
          width: 64, height: 32, sensorWidth: 60, sensorHeight: 30, representation: .histogram(cap: 7),
          timestepMicroseconds: 50_000, timestepsPerWindow: 5, order: .newestFirst, fit: .pad, paddingValue: 0,
          normalisationDivisor: 7))
    #expect(description.neuron == NeuronConstants(alpha: 0.25, beta: 0.75, largestSpikeCount: 2))
    #expect(description.classNames == ["car", "pedestrian"])
    #expect(description.stateMode == .reset)
    #expect(description.provenance.source == "weights.safetensors")
  }

  @Test func defaultsAreThoseOfTheEventNetwork() throws {
    let folder = try folder()
    #expect(try run(folder, Self.options).status == 0)
    let description = try ModelFile(bytes: folder.read("imported.model")).description
    #expect(description.input == NetworkInput(width: 64, height: 32, sensorWidth: 304, sensorHeight: 240))
    #expect(description.input.timestepMicroseconds == 125_000 && description.input.timestepsPerWindow == 2)
    #expect(description.neuron == NeuronConstants(alpha: 0.5, beta: 0.5, largestSpikeCount: 4))
    #expect(description.stateMode == .carry)
  }

  @Test func theImportedModelComputesTheSame() throws {
    let folder = try folder()
    #expect(try run(folder, Self.options).status == 0)
    for model in ["tiny.model", "imported.model"] {
      let run = try CommandRun(
        "network", "run", model, "--input", "input.safetensors", "--output", "\(model).raw", in: folder)
      #expect(run.status == 0)
    }
    #expect(try folder.read("tiny.model.raw") == folder.read("imported.model.raw"))
  }

  @Test func theExpansionOfLayer25IsReadFromTheWeights() throws {
    let folder = try TemporaryFolder()
    let generated = try CommandRun(
      arguments: ["network", "generate", "-o", "weights.safetensors", "--last-block-expansion", "3"]
        + NetworkFiles.tinyOptions, in: folder)
    #expect(generated.status == 0)
    #expect(try run(folder, Self.options).status == 0)
    #expect(try ModelFile(bytes: folder.read("imported.model")).description.scale.lastBlockExpansion == 3)
  }

  @Test func wrongWeightsAreRefused() throws {
    let missing = try folder { name, _ in name != "model.7.encode_bn.bias" }
    let damaged = try folder { name, values in
      if name == "model.7.encode_bn.bias" { values[0] = .nan }
      return true
    }
    let wrongWidth = Self.options.map { $0 == "0.0625" ? "0.125" : $0 }
    let wrongDepth = Self.options.map { $0 == "0.33" ? "0.67" : $0 }
    let wrongClasses = Self.options.map { $0 == "car,pedestrian" ? "car" : $0 }
    for (folder, options, message) in [
      (missing, Self.options, "needs a tensor 'model.7.encode_bn.bias' of shape [64]"),
      (damaged, Self.options, "tensor 'model.7.encode_bn.bias' holds nan at flat index 0"),
      (try folder(), wrongWidth, "tensor 'model.1.encode_conv.weight' has shape [8, 3, 7, 7], the network needs [16,"),
      (try folder(), wrongDepth, "needs a tensor 'model.2.0.Conv.pwconv1.weight'"),
      (try folder(), wrongClasses, "tensor 'model.26.cv3.0.2.conv.weight' has shape [2, 16, 1, 1]"),
    ] {
      let run = try run(folder, options)
      #expect(run.status == 65)
      #expect(run.errors.hasPrefix("saccade: weights.safetensors: "))
      #expect(run.errors.contains(message), "\(run.errors)")
      #expect(try !folder.names.contains("imported.model"))
    }
  }

  @Test(arguments: [
    ("--input-size", "65x32"), ("--input-size", "64"), ("--width", "0"), ("--width", "0.001"), ("--depth", "nan"),
    ("--classes", "car,"), ("--classes", "car,car"), ("--variant", "gen4"), ("--max-spikes", "0"), ("--timestep", "0"),
    ("--fit", "pad"), ("--geometry", "0x7"), ("--alpha", "inf"), ("--max-channels", "0"),
  ]) func illegalOptionsAreUsageErrors(option: String, value: String) throws {
    let folder = try folder()
    let kept = stride(from: 0, to: Self.options.count, by: 2).filter { Self.options[$0] != option }
    let run = try run(folder, kept.flatMap { [Self.options[$0], Self.options[$0 + 1]] } + [option, value])
    #expect(run.status == 64, "\(run.errors)")
    #expect(try !folder.names.contains("imported.model"))
  }

  @Test(.enabled(if: ReferenceOutputs.areAvailable, ReferenceOutputs.skipMessage), arguments: ["on", "off"])
  func referenceOutputsAreReproduced(merge: String) throws {
    struct Checks: Decodable { var neurons_step_checks: [String: [[Int]]] }
    let folder = try TemporaryFolder()
    let reference = ReferenceOutputs.folder.appending(path: "exact-gen1")
    let imported = try CommandRun(
      "network", "import", reference.appending(path: "weights.safetensors").path, "--variant", "gen1", "--depth",
      "0.33", "--width", "0.125", "--max-channels", "1024", "--classes", "car,pedestrian", "--input-size", "160x128",
      "-o", "exact.model", in: folder)
    #expect(imported.status == 0, "\(imported.errors)")
    let io = try SafetensorsFile(bytes: [UInt8](Data(contentsOf: reference.appending(path: "io.safetensors"))))
    let codes = Array(io.data(of: try io.header.requireTensor(named: "input_codes")))
    let pixels = 128 * 160
    let values = (0..<4).flatMap { step -> [Float] in
      let plane = codes[step * pixels..<(step + 1) * pixels].map { Float($0) / 2 }
      return plane + plane + plane
    }
    try folder.write(NetworkFiles.input(shape: [4, 3, 128, 160], values: values), to: "input")
    for (state, key, expected) in [
      ("carry", "raw_steps", "raw_carry_steps"), ("reset", "raw_windows", "raw_reset_T2_windows"),
    ] {
      let run = try CommandRun(
        "network", "run", "exact.model", "--input", "input", "--state", state, "--window", "2", "--engine",
        "reference", "--merge", merge, "--output", "raw", "--spikes", "spikes-\(state).json", in: folder)
      #expect(run.status == 0, "\(run.errors)")
      #expect(try SafetensorsFile(bytes: folder.read("raw")).floats(named: key) == io.floats(named: expected))
    }
    let expected = try JSONDecoder().decode(
      Checks.self, from: Data(contentsOf: reference.appending(path: "expected.json")))
    let checks = try JSONDecoder().decode(Checks.self, from: Data(folder.read("spikes-carry.json")))
    #expect(checks.neurons_step_checks == expected.neurons_step_checks)
  }
}

/// Reference outputs beside the repository.
enum ReferenceOutputs {
  static let folder = PackageFolder.shared.appending(path: "fixtures")

  static var areAvailable: Bool {
    FileManager.default.fileExists(atPath: folder.appending(path: "exact-gen1/expected.json").path)
  }

  static let skipMessage: Comment = "../shared/fixtures is not there: the exact reference outputs are not checked"
}
