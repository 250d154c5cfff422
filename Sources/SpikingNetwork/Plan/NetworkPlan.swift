/// A network ready to be computed: its operations with folded weights, immutable and shared by all cameras.
///
/// What changes from timestep to timestep is in `MembraneState`; what an engine needs besides is its own.
public struct NetworkPlan: Sendable {
  /// Everything but the weights.
  public let outline: NetworkOutline
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
    self.weights = weights
    outline = NetworkOutline(topology: topology, digest: model.digest)
  }

  /// The operations and shapes.
  public var topology: NetworkTopology { outline.topology }
  /// The model it was built from.
  public var digest: ModelDigest { outline.digest }
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
  /// - Parameters:
  ///   - topology: The network.
  ///   - weights: The weights under the published keys.
  ///   - isWanted: Whether a convolution is folded and given; all are checked for the right shapes.
  ///   - body: Receives the index of a convolution and its weights.
  ///
  /// Throws `ModelFileError` or `SafetensorsError`, or what reading or `body` throws.
  public static func forEachConvolution(
    of topology: NetworkTopology, _ weights: KeyedWeights, where isWanted: (Convolution) -> Bool = { _ in true },
    _ body: (Int, ConvolutionWeights) throws -> Void
  ) throws {
    let folding = try ConvolutionFolding(of: topology, weights, where: isWanted)
    for run in folding.runs { try folding.fold(run, body) }
  }
}
