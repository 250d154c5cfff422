import SpikingNetwork

/// A small network whose weights are so few powers of two that float32 sums are exact in any order.
struct DyadicModel {
  let description: NetworkDescription
  let tensors: [String: [Float]]
  let model: ModelFile

  init(_ description: NetworkDescription, seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var tensors: [String: [Float]] = [:]
    var builder = SafetensorsBuilder(
      metadata: [ModelFile.descriptionKey: try ModelFile.json(of: description)])
    for required in try NetworkTopology(description: description).tensors {
      let values: [Float] = (0..<required.elementCount).map { index in
        if required.key == "model.26.dfl.conv.weight" { return Float(index) }
        if required.key.hasSuffix(".running_var") { return 0.999 }
        if required.shape.count == 4 {
          let fanIn = required.shape[1] * required.shape[2] * required.shape[3]
          guard random.index(below: fanIn) < 12 else { return 0 }
          return random.index(below: 2) == 0 ? 0.5 : -0.5
        }
        if required.key.hasSuffix(".weight") { return random.index(below: 2) == 0 ? 0.5 : 1 }
        return Float(random.index(below: 7) - 3) / 8
      }
      tensors[required.key] = values
      builder.add(required.key, shape: required.shape, floats: values)
    }
    self.description = description
    self.tensors = tensors
    model = try ModelFile(bytes: builder.fileBytes())
  }

  /// A network of odd channel counts, 96x64 pixels.
  static func gen1() throws -> DyadicModel {
    try DyadicModel(
      NetworkDescription(
        variant: .gen1, scale: NetworkScale(depth: 0.33, width: 0.1),
        input: NetworkInput(width: 96, height: 64, sensorWidth: 96, sensorHeight: 64),
        classNames: ["car", "pedestrian"], provenance: ModelProvenance(source: "test", writer: "test")),
      seed: 1)
  }

  /// A network of the static-image variant with repeats everywhere and few spikes, 64x32 pixels.
  static func coco() throws -> DyadicModel {
    try DyadicModel(
      NetworkDescription(
        variant: .coco, scale: NetworkScale(depth: 0.67, width: 0.05, maxChannels: 300),
        neuron: NeuronConstants(alpha: 1, beta: 0.25, largestSpikeCount: 2),
        input: NetworkInput(width: 64, height: 32, sensorWidth: 64, sensorHeight: 32),
        classNames: (0..<5).map { "class \($0)" }, provenance: ModelProvenance(source: "test", writer: "test")),
      seed: 2)
  }

  /// Made-up timesteps with values that are multiples of 1/8.
  func inputs(_ count: Int, seed: UInt64 = 3) -> [[Float]] {
    var random = SplitMix64(seed: seed)
    return (0..<count).map { _ in
      (0..<description.input.elementCount).map { _ in Float(random.index(below: 9)) / 8 }
    }
  }
}
