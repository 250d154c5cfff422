/// Why a saved membrane state was refused.
public enum MembraneStateError: Error, Equatable, Sendable {
  /// The file is a safetensors file without a state.
  case notAState(metadataKeys: [String])
  /// The state belongs to another model.
  case otherModel(ModelDigest, expected: ModelDigest)
  /// A layer's potentials have another shape or type than the model needs.
  case wrongShape(key: String, shape: [Int], expected: [Int])
  /// A potential is infinite or not a number.
  case illegalPotential(key: String, index: Int, value: Float)
}

extension MembraneStateError: CustomStringConvertible {
  /// What is wrong, the offending value and what to do.
  public var description: String {
    let remedy = "start from a fresh state, or load one that was saved with this model"
    return switch self {
    case .notAState(let keys):
      "no saved membrane state: its metadata has no model digest under '\(MembraneState.modelKey)' "
        + "(\(keys.isEmpty ? "it has none at all" : "it has " + keys.joined(separator: ", "))); \(remedy)"
    case .otherModel(let digest, let expected):
      "the saved membrane state belongs to model \(digest), not to this model, \(expected); \(remedy)"
    case .wrongShape(let key, let shape, let expected):
      "saved membrane state: '\(key)' has shape \(shape), the model needs \(expected) in F32; \(remedy)"
    case .illegalPotential(let key, let index, let value):
      "saved membrane state: '\(key)' holds \(value) at flat index \(index), which is no potential; \(remedy)"
    }
  }
}
