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
    try topology.checkShapes(of: model.weights.header)
    let projection = try model.weights.floats(named: "model.26.dfl.conv.weight")
    for (index, value) in projection.enumerated() where value != Float(index) {
      throw ModelFileError.illegalWeight(
        key: "model.26.dfl.conv.weight", index: index, value: value, legal: "0, 1, ... 15, which decoding relies on")
    }
    let folder = WeightFolder { try model.weights.floats(named: $0) }
    var weights: [ConvolutionWeights] = []
    weights.reserveCapacity(topology.convolutions.count)
    for convolution in topology.convolutions {
      switch convolution.outside {
      case .zero: weights.append(try folder.weights(of: convolution, outside: []))
      case .biasOf(let other):
        let outside = Array(weights[other].bias.prefix(convolution.inputChannels))
        weights.append(try folder.weights(of: convolution, outside: outside))
      }
    }
    self.topology = topology
    self.weights = weights
    digest = model.digest
  }

  /// The network's description.
  public var description: NetworkDescription { topology.description }
}
