/// Why a model file was refused.
public enum ModelFileError: Error, Equatable, Sendable {
  /// The file is a safetensors file without a network's description.
  case noDescription(metadataKeys: [String])
  /// The description is not the JSON that is expected.
  case malformedDescription(reason: String)
  /// A tensor that the network needs is not there.
  case missingTensor(key: String, shape: [Int], absentCount: Int)
  /// A tensor has another shape than the network needs.
  case wrongShape(key: String, shape: [Int], expected: [Int])
  /// A tensor is of no use to the network.
  case unexpectedTensor(key: String, shape: [Int])
  /// A tensor holds a value that cannot be computed with.
  case illegalWeight(key: String, index: Int, value: Float, legal: String)
}

extension ModelFileError: CustomStringConvertible {
  /// What is wrong, where, and what to do.
  public var description: String {
    let remedy = "give the --variant, --depth, --width, --max-channels and --classes that the weights were trained with"
    return switch self {
    case .noDescription(let keys):
      "no model file: its metadata has no '\(ModelFile.descriptionKey)' "
        + "(\(keys.isEmpty ? "it has none at all" : "it has " + keys.joined(separator: ", "))); "
        + "make a model file from weights with 'saccade network import'"
    case .malformedDescription(let reason):
      "the JSON under the metadata key '\(ModelFile.descriptionKey)' is not a network description: \(reason); "
        + "import the weights again"
    case .missingTensor(let key, let shape, let absentCount):
      "the network needs a tensor '\(key)' of shape \(shape), which is not in the file"
        + (absentCount > 1 ? " (nor are \(absentCount - 1) others)" : "") + "; \(remedy)"
    case .wrongShape(let key, let shape, let expected):
      "tensor '\(key)' has shape \(shape), the network needs \(expected); \(remedy)"
    case .unexpectedTensor(let key, let shape):
      "tensor '\(key)' of shape \(shape) belongs to no layer of the network; \(remedy)"
    case .illegalWeight(let key, let index, let value, let legal):
      "tensor '\(key)' holds \(value) at flat index \(index); legal: \(legal). The weights are damaged: fetch or "
        + "train them again"
    }
  }
}
