import Foundation
import ONNX
import SpikingNetwork
import Testing

@Suite(
  .enabled(
    if: OnnxRuntime.isPresent, "the Python environment .build/python-venv with onnx and onnxruntime is absent"))
struct ONNXModelTests {
  private static func generated(seed: UInt64, variant: NetworkVariant = .gen1) throws -> ModelFile {
    let description = NetworkDescription(
      variant: variant, scale: NetworkScale(depth: 0.33, width: 0.0625),
      input: NetworkInput(width: 64, height: 32, sensorWidth: 60, sensorHeight: 30),
      classNames: ["car", "dog", "tram"],
      provenance: ModelProvenance(source: "random", writer: "test"))
    return try ModelFile(bytes: NetworkGenerator(description: description, seed: seed).modelBytes())
  }

  @Test(arguments: [false, true]) func theModelIsValidAndDescribesItself(merged: Bool) throws {
    let file = try Self.generated(seed: 1)
    let plan = try NetworkPlan(model: file, merged: merged)
    var fractions: [Double] = []
    let model = try ONNXModel(file, merged: merged, producerVersion: "1.2") { fractions.append($0) }
    #expect(fractions.last == 1 && fractions == fractions.sorted())
    let report = try OnnxRuntime.check(model.fileBytes())
    #expect(report.opset == ["": 17])
    var inputs = ["input": [1, 3, 32, 64]]
    var outputs = ["raw": [1, 67, plan.description.anchorCount]]
    for neuron in plan.topology.neurons {
      inputs[ONNXModel.stateName(of: neuron)] = [1, neuron.channels, neuron.height, neuron.width]
      outputs[ONNXModel.nextStateName(of: neuron)] = [1, neuron.channels, neuron.height, neuron.width]
    }
    #expect(report.inputs == inputs && report.outputs == outputs)
    #expect(report.operators["Conv"] == plan.topology.convolutions.count)
    #expect(report.operators["Round"] == plan.topology.neurons.count)
    // Only the parts of re-parameterised convolutions need frames of their own.
    #expect((report.operators["Expand"] ?? 0 == 0) == merged)
    let description = try JSONDecoder().decode(
      NetworkDescription.self, from: Data((report.metadata[ONNXModel.descriptionKey] ?? "").utf8))
    #expect(description == plan.description)
    #expect(report.metadata[ONNXModel.digestKey] == plan.digest.description)
  }

  /// Arithmetic on these weights is exact in any order: everything is equal, bit for bit.
  @Test(
    .enabled(if: SharedNetwork.arePresent, SharedNetwork.skipMessage), arguments: ["exact-gen1", "exact-coco"],
    [false, true])
  func exactNetworksGiveTheSameBits(name: String, merged: Bool) throws {
    let network = try SharedNetwork(name)
    let plan = try NetworkPlan(model: network.model, merged: merged)
    let reference = try ReferenceRun(plan: plan, inputs: network.inputs)
    let found = try Self.run(network.model, merged, network.inputs)
    #expect(try found.floats(named: ONNXModel.outputName) == reference.outputs)
    let states = try SafetensorsFile(bytes: reference.savedState)
    for neuron in plan.topology.neurons {
      #expect(
        try found.floats(named: ONNXModel.spikesName(of: neuron)) == reference.spikes[neuron.name], "\(neuron.name)")
      #expect(
        try found.floats(named: ONNXModel.stateName(of: neuron)) == states.floats(named: neuron.name), "\(neuron.name)")
    }
  }

  /// Its potentials keep away from where rounding turns: the spikes are equal in any order of summation.
  @Test(.enabled(if: SharedNetwork.arePresent, SharedNetwork.skipMessage), arguments: [false, true])
  func publishedCheckpointsGiveTheSameSpikes(merged: Bool) throws {
    let network = try SharedNetwork("checkpoint-gen1")
    let comparison = try Self.compare(network.model, merged, network.inputs)
    #expect(comparison.flips == 0)
    #expect(comparison.largestDifference <= 1e-5)
    #expect(comparison.comparedTimesteps == 2)
  }

  /// Sums in another order may turn a spike whose potential lies on the edge; before that happens all agrees.
  @Test(arguments: [false, true], [NetworkVariant.gen1, .coco])
  func generatedNetworksAgreeUntilASpikeTurns(merged: Bool, variant: NetworkVariant) throws {
    var comparedTimesteps = 0
    for seed in 1...3 as ClosedRange<UInt64> {
      let model = try Self.generated(seed: seed, variant: variant)
      var scene = SyntheticInput(description: model.description, seed: seed)
      let comparison = try Self.compare(model, merged, (0..<6).map { _ in scene.next() })
      #expect(comparison.largestDifference <= 1e-4)
      // Where a first one turns, it turns on the edge, and no layer before it differs.
      #expect(comparison.flips == 0 || comparison.distanceOfFirstFlips <= 1e-4)
      comparedTimesteps += comparison.comparedTimesteps
      if comparison.flips > 0 {
        print("seed \(seed): \(comparison.flips) spikes turned at timestep \(comparison.comparedTimesteps)")
      }
    }
    #expect(comparedTimesteps >= 6)
  }

  /// How far two runs agree.
  private struct Comparison {
    /// The timesteps in which every spike is equal, from the first on.
    var comparedTimesteps = 0
    /// The largest difference of an output in these timesteps.
    var largestDifference: Float = 0
    /// The spikes that differ in the first layer of the first timestep where any does.
    var flips = 0
    /// How far their potentials are from where rounding turns.
    var distanceOfFirstFlips: Float = 0
  }

  private static func run(_ model: ModelFile, _ merged: Bool, _ inputs: [[Float]]) throws -> SafetensorsFile {
    try OnnxRuntime.run(
      ONNXModel(model, merged: merged, producerVersion: "test").fileBytes(), inputs: inputs,
      height: model.description.input.height, width: model.description.input.width)
  }

  private static func compare(_ model: ModelFile, _ merged: Bool, _ inputs: [[Float]]) throws -> Comparison {
    let plan = try NetworkPlan(model: model, merged: merged)
    let reference = try ReferenceRun(plan: plan, inputs: inputs)
    let found = try run(model, merged, inputs)
    let outputs = try found.floats(named: ONNXModel.outputName)
    try #require(outputs.count == reference.outputs.count)
    let layers = try plan.topology.neurons.map { neuron in
      (
        neuron.elementCount, try #require(reference.spikes[neuron.name]),
        try found.floats(named: ONNXModel.spikesName(of: neuron)),
        try found.floats(named: ONNXModel.potentialName(of: neuron))
      )
    }
    var comparison = Comparison()
    for timestep in inputs.indices {
      for (count, expected, spikes, potentials) in layers {
        for index in timestep * count..<(timestep + 1) * count where spikes[index] != expected[index] {
          comparison.flips += 1
          let edge = potentials[index].rounded(.down) + 0.5
          comparison.distanceOfFirstFlips = max(comparison.distanceOfFirstFlips, abs(potentials[index] - edge))
        }
        if comparison.flips > 0 { return comparison }
      }
      let count = plan.description.outputElementCount
      for index in timestep * count..<(timestep + 1) * count {
        comparison.largestDifference = max(comparison.largestDifference, abs(outputs[index] - reference.outputs[index]))
      }
      comparison.comparedTimesteps += 1
    }
    return comparison
  }
}
