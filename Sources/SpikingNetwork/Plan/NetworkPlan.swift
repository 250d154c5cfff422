/// A network ready to be computed: its operations with folded weights, immutable and shared by all cameras.
///
/// What changes from timestep to timestep is in `MembraneState`; what an engine needs besides is its own.
public struct NetworkPlan: Sendable {
  /// The operations and shapes.
  public let topology: NetworkTopology
  /// The model it was built from.
  public let digest: ModelDigest
  /// The weights of `topology.convolutions`, by index.
  public let weights: [ConvolutionWeights]

  /// Builds a plan from a model file.
  ///
  /// - Parameters:
  ///   - model: The description and the weights.
  ///   - merged: Whether re-parameterised convolutions become one dense 3x3 convolution each.
  ///
  /// Throws `NetworkDescriptionError`, `ModelFileError` or `SafetensorsError`.
  public init(model: ModelFile, merged: Bool = false) throws {
    let topology = try NetworkTopology(description: model.description, merged: merged)
    var weights: [ConvolutionWeights] = []
    weights.reserveCapacity(topology.convolutions.count)
    try Self.forEachConvolution(of: topology, KeyedWeights(model.weights)) { weights.append($1) }
    self.topology = topology
    self.weights = weights
    digest = model.digest
  }

  /// The network's description.
  public var description: NetworkDescription { topology.description }

  /// Looks at every weight as building a plan does, but keeps none: what cannot be computed with is refused.
  ///
  /// - Parameters:
  ///   - weights: The weights under the published keys.
  ///   - description: The network.
  ///   - progress: Called with the fraction of the convolutions done, 0...1.
  ///
  /// Throws `NetworkDescriptionError`, `ModelFileError` or `SafetensorsError`, or what reading throws.
  public static func check(
    _ weights: KeyedWeights, description: NetworkDescription, progress: (Double) -> Void = { _ in }
  ) throws {
    let topology = try NetworkTopology(description: description)
    try forEachConvolution(of: topology, weights) { index, _ in
      progress(Double(index + 1) / Double(topology.convolutions.count))
    }
  }

  /// Gives `body` the folded weights of one convolution after the other, with its index, and keeps none.
  ///
  /// Throws `ModelFileError` or `SafetensorsError`, or what reading or `body` throws.
  public static func forEachConvolution(
    of topology: NetworkTopology, _ weights: KeyedWeights, _ body: (Int, ConvolutionWeights) throws -> Void
  ) throws {
    try topology.checkShapes(of: weights.tensors)
    let projection = try weights.floats(named: "model.26.dfl.conv.weight")
    for (index, value) in projection.enumerated() where value != Float(index) {
      throw ModelFileError.illegalWeight(
        key: "model.26.dfl.conv.weight", index: index, value: value, legal: "0, 1, ... 15, which decoding relies on")
    }
    let folder = WeightFolder { try weights.floats(named: $0) }
    var biases: [[Float]] = []
    for convolution in topology.convolutions {
      let folded: ConvolutionWeights
      switch convolution.outside {
      case .zero: folded = try folder.weights(of: convolution, outside: [])
      case .biasOf(let other):
        let outside = Array(biases[other].prefix(convolution.inputChannels))
        folded = try folder.weights(of: convolution, outside: outside)
      }
      try body(biases.count, folded)
      biases.append(folded.bias)
    }
  }
}
