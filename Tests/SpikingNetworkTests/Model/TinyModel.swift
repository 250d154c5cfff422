import SpikingNetwork

/// A generated model that is small enough to be made in every test.
enum TinyModel {
  static let description = NetworkDescription(
    variant: .gen1, scale: NetworkScale(depth: 0.33, width: 0.0625),
    input: NetworkInput(
      width: 64, height: 32, sensorWidth: 60, sensorHeight: 30, representation: .histogram(cap: 4), fit: .pad,
      paddingValue: 0, normalisationDivisor: 4),
    classNames: ["car", "pedestrian"], provenance: ModelProvenance(source: "made up", writer: "test"))

  static func bytes(seed: UInt64 = 1) throws -> [UInt8] {
    try NetworkGenerator(description: description, seed: seed, weightElement: .float32).modelBytes()
  }

  static func model(seed: UInt64 = 1) throws -> ModelFile { try ModelFile(bytes: bytes(seed: seed)) }

  /// The tiny model's tensors in a file without description, changed on the way.
  static func weights(
    _ change: (inout [(name: String, shape: [Int], values: [Float])]) -> Void = { _ in }
  ) throws -> SafetensorsFile {
    let file = try model().weights
    var tensors =
      try file.header.tensors.map { ($0.name, $0.shape, try file.floats(named: $0.name)) }
      as [(name: String, shape: [Int], values: [Float])]
    change(&tensors)
    var builder = SafetensorsBuilder()
    for tensor in tensors { builder.add(tensor.name, shape: tensor.shape, floats: tensor.values) }
    return try SafetensorsFile(bytes: builder.fileBytes())
  }

  static func inputs(_ count: Int) -> [[Float]] {
    var scene = SyntheticInput(description: description, seed: 5)
    return (0..<count).map { _ in scene.next() }
  }
}
