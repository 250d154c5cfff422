/// Every layer, shape and operation of a network, derived from its description alone.
///
/// Source: MODEL.md sections 2 and 3; Luo et al., ECCV 2024, and its published code.
public struct NetworkTopology: Sendable {
  /// The description it was derived from, validated.
  public let description: NetworkDescription
  /// Whether re-parameterised convolutions are one dense 3x3 convolution each.
  public let isMerged: Bool
  /// The feature maps; the first is the input.
  public let featureMaps: [FeatureMap]
  /// The operations in an order in which they can be computed.
  public let nodes: [Node]
  /// The convolutions that the nodes name.
  public let convolutions: [Convolution]
  /// The neurons that the nodes name, in the order of their state.
  public let neurons: [Neuron]
  /// The module path of every neuron in the network's order, with its index in `neurons`.
  public let neuronNames: [(name: String, neuron: Int)]
  /// The tensors needed from the model file, in the network's order; the same whether merged or not.
  public let tensors: [RequiredTensor]
  /// The table of layers.
  public let layers: [LayerSummary]

  /// Derives the network; throws `NetworkDescriptionError`.
  public init(description: NetworkDescription, merged: Bool = false) throws(NetworkDescriptionError) {
    try description.validate()
    var builder = TopologyBuilder(description: description, merged: merged)
    try builder.addNetwork()
    self.description = description
    isMerged = merged
    featureMaps = builder.featureMaps
    nodes = builder.nodes
    convolutions = builder.convolutions
    neurons = builder.neurons
    neuronNames = builder.neuronNames
    tensors = builder.tensors
    layers = builder.layers
  }

  /// The number of parameters, the 16 fixed weights of the distribution-focal projection included.
  public var parameterCount: Int { layers.reduce(0) { $0 + $1.parameterCount } }

  /// The number of membrane potentials.
  public var stateElementCount: Int { neurons.reduce(0) { $0 + $1.elementCount } }

  /// The multiply-accumulates of one timestep if no input were zero, padding counted.
  public var multiplyAccumulates: Int { layers.reduce(0) { $0 + $1.multiplyAccumulates } }

  /// Checks that there are exactly the tensors that the network needs, in the right shapes and types.
  ///
  /// Tensors named `....num_batches_tracked` are of training alone and are passed over.
  /// Throws `ModelFileError`, or `SafetensorsError.notFloatingPoint`.
  public func checkShapes(of found: [SafetensorsLayout.Tensor]) throws {
    let byName = Dictionary(found.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    let absent = tensors.filter { byName[$0.key] == nil }
    if let first = absent.first {
      throw ModelFileError.missingTensor(key: first.key, shape: first.shape, absentCount: absent.count)
    }
    for required in tensors {
      guard let tensor = byName[required.key] else { continue }
      guard tensor.shape == required.shape else {
        throw ModelFileError.wrongShape(key: required.key, shape: tensor.shape, expected: required.shape)
      }
      guard tensor.element.isFloatingPoint else {
        throw SafetensorsError.notFloatingPoint(key: required.key, element: tensor.element)
      }
    }
    let known = Set(tensors.map(\.key))
    for tensor in found where !known.contains(tensor.name) && !tensor.name.hasSuffix(".num_batches_tracked") {
      throw ModelFileError.unexpectedTensor(key: tensor.name, shape: tensor.shape)
    }
  }
}
