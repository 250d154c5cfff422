import Checkpoints
import Foundation
import SpikingNetwork
import TestSupport
import Testing

/// `checkpoint-gen1`: a checkpoint laid out as published ones are, and what the published code computes with it.
@Suite(.enabled(if: PublishedCheckpoint.isPresent, PublishedCheckpoint.skipMessage)) struct PublishedCheckpointTests {
  private struct Expected: Decodable {
    var neurons_step_checks: [String: [[UInt64]]]
  }

  @Test func theNetworkIsToldByTheTensors() throws {
    let checkpoint = try PublishedCheckpoint.open()
    #expect(checkpoint.place == "'model', a DetectionModel")
    let network = try InferredNetwork(tensors: checkpoint.tensors, evidence: checkpoint.evidence)
    #expect(network.variant == Finding(.gen1, source: "its neurons are MultiStepLIFNode"))
    #expect(network.scale == NetworkScale(depth: 0.33, width: 0.125, maxChannels: 1024, lastBlockExpansion: 1))
    #expect(network.classCount == 2 && network.strides == [8, 16, 32] && network.publishedSize == nil)
    #expect(checkpoint.evidence.classNames?.value == ["car", "pedestrian"])
    #expect(checkpoint.evidence.imageSize?.value == 320)
    #expect(checkpoint.evidence.alpha?.value == 0.5 && checkpoint.evidence.beta?.value == 0.5)
    #expect(try PublishedCheckpoint.model().weights.header.tensors.allSatisfy { $0.element == .float16 })
  }

  /// Additions on virtual timesteps round otherwise than multiplications; the potentials keep a margin from ties.
  @Test(arguments: [false, true], [false, true]) func everySpikeAndOutput(merged: Bool, bySpikes: Bool) throws {
    let plan = try NetworkPlan(model: PublishedCheckpoint.model(), merged: merged)
    let file = try PublishedCheckpoint.outputs()
    let expected = try JSONDecoder().decode(Expected.self, from: PublishedCheckpoint.data("expected.json"))
    let inputs = try PublishedCheckpoint.inputs()
    let engine: any InferenceEngine = bySpikes ? SpikesEngine(plan: plan) : ReferenceEngine(plan: plan)
    let spikes = SpikeChecks()
    engine.spikeObserver = spikes
    var state = MembraneState(outline: plan.outline)
    let count = plan.description.outputElementCount
    var accumulator = WindowAccumulator(timestepsPerWindow: 2, elementCount: count)
    var steps: [Float] = []
    for input in inputs {
      var output = [Float](repeating: .nan, count: count)
      var span = output.mutableSpan
      engine.step(input: input.span, state: &state, output: &span)
      accumulator.append(output.span)
      steps += output
    }
    var mean = [Float](repeating: .nan, count: count)
    var span = mean.mutableSpan
    accumulator.mean(into: &span)
    for (values, key) in [(steps, "raw_carry_steps_f64"), (mean, "raw_reset_T2_f64")] {
      let expected = try file.floats(named: key)
      #expect(values.count == expected.count)
      let difference = zip(values, expected).map { abs($0 - $1) }.max() ?? .nan
      #expect(difference <= 1e-5, "\(key): \(difference)")
    }
    for (name, checks) in expected.neurons_step_checks {
      let found = spikes.checks[name]?.map { [UInt64($0.nonzeroCount), UInt64($0.sum), UInt64($0.checksum)] }
      #expect(found == checks, "\(name)")
    }
    #expect(spikes.checks.count == expected.neurons_step_checks.count)
  }
}

/// The checkpoint beside the repository.
enum PublishedCheckpoint {
  private static let folder = PackageFolder.shared.appending(path: "fixtures/checkpoint-gen1")

  static let isPresent = FileManager.default.fileExists(atPath: folder.appending(path: "checkpoint.pt").path)
  static let skipMessage: Comment = "../shared/fixtures/checkpoint-gen1 is not there: the published form is not checked"

  static func data(_ name: String) throws -> Data { try Data(contentsOf: folder.appending(path: name)) }

  static func open() throws -> TorchCheckpoint<MemoryBytes> {
    try TorchCheckpoint(MemoryBytes(content: [UInt8](data("checkpoint.pt"))))
  }

  static func outputs() throws -> SafetensorsFile { try SafetensorsFile(bytes: [UInt8](data("io.safetensors"))) }

  /// The timesteps in the order in which they enter the network, [3, 64, 96] each.
  static func inputs() throws -> [[Float]] {
    let file = try outputs()
    let tensor = try file.header.requireTensor(named: "input_u8")
    let pixels = tensor.shape[1] * tensor.shape[2]
    let codes = Array(file.data(of: tensor))
    return (0..<tensor.shape[0]).map { step in
      let plane = codes[step * pixels..<(step + 1) * pixels].map { Float($0) / 255 }
      return plane + plane + plane
    }
  }

  static func model() throws -> ModelFile {
    let checkpoint = try open()
    let network = try InferredNetwork(tensors: checkpoint.tensors, evidence: checkpoint.evidence)
    let description = NetworkDescription(
      variant: network.variant.value, scale: network.scale,
      input: NetworkInput(width: 96, height: 64, sensorWidth: 96, sensorHeight: 64),
      classNames: checkpoint.evidence.classNames?.value ?? [], provenance: ModelProvenance(source: "", writer: "test"))
    return try ModelFile(bytes: ModelFile.bytes(description: description, weights: checkpoint))
  }
}
