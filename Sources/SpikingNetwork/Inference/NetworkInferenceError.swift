/// Why the network could not be told from its tensors.
public enum NetworkInferenceError: Error, Equatable, Sendable {
  /// No tensor has the name of the network's first layer.
  case notTheNetwork(names: [String])
  /// The first layer occurs more than once.
  case severalNetworks(prefixes: [String])
  /// Two tensors would have the same published key.
  case ambiguousKey(String)
  /// A tensor that tells a size is not there.
  case missingTensor(key: String, tells: String)
  /// A tensor that tells a size has a shape that it cannot have.
  case impossibleShape(key: String, shape: [Int], legal: String)
  /// Both forms of the network have these tensors, and nothing else tells which one it is.
  case unknownVariant(classCount: Int)
}

extension NetworkInferenceError: CustomStringConvertible {
  /// What is wrong, the offending value and what to do.
  public var description: String {
    switch self {
    case .notTheNetwork(let names):
      "these are not the weights of a SpikeYOLO: no tensor is named '...model.\(PublishedKeys.firstLayerKey)' (there "
        + (names.isEmpty
          ? "are no tensors"
          : "are \(names.count), such as \(names.prefix(3).map { "'\($0.shortened)'" }.joined(separator: ", "))")
        + "); give the checkpoint of the detection network, or rename the tensors to the published keys"
    case .severalNetworks(let prefixes):
      "these are the weights of \(prefixes.count) networks, under "
        + prefixes.prefix(4).map { "'\($0.shortened)'" }.joined(separator: ", ")
        + "; save the one that is wanted alone"
    case .ambiguousKey(let key):
      "two tensors are '\(key.shortened)' once what stands in front of the names is taken away; save the network alone"
    case .missingTensor(let key, let tells):
      "no tensor is named '\(key)', which tells \(tells); give the complete weights of the network"
    case .impossibleShape(let key, let shape, let legal):
      "tensor '\(key)' has shape \(shape); legal: \(legal). Give the weights of the published network"
    case .unknownVariant(let classCount):
      "the gen1 and the coco network of this size have the same tensors, and \(classCount) classes are neither the 2 of "
        + "gen1 nor the 80 of coco; say which one it is with --variant"
    }
  }
}

extension String {
  /// The text, cut where it is too long for a message.
  fileprivate var shortened: String { count > 80 ? prefix(77) + "..." : self }
}
