import Checkpoints
import SpikingNetwork

/// The weights that `network import` reads, whatever kind of file holds them.
struct ImportedWeights {
  /// The weights under the published keys.
  let weights: KeyedWeights
  /// What was in front of the number of the layer in the file's names.
  let prefix: String
  /// Where in the file the weights were found.
  let place: String
  /// What else the file says about the network.
  let evidence: WeightEvidence

  /// Names of files that are checkpoints whatever they start with.
  private static let checkpointExtensions = ["pt", "pth", "ckpt"]

  /// Reads everything but the elements of the tensors.
  ///
  /// Throws `SafetensorsError`, `CheckpointError`, `ZIPArchiveError`, `NetworkInferenceError` or `CommandFailure`.
  init(_ file: InputFileBytes, path: String) throws {
    let source: any WeightSource
    let isNamedLikeACheckpoint = Self.checkpointExtensions.contains { path.lowercased().hasSuffix(".\($0)") }
    if try isNamedLikeACheckpoint || CheckpointFormat.isCheckpoint(file) {
      let checkpoint = try TorchCheckpoint(file)
      (source, place, evidence) = (checkpoint, checkpoint.place, checkpoint.evidence)
    } else {
      (source, place, evidence) = (try SafetensorsSource(file), "a safetensors file", WeightEvidence())
    }
    let keys = try PublishedKeys(names: source.tensors.map(\.name))
    prefix = keys.prefix
    weights = try KeyedWeights(source, key: keys.key)
  }

  /// The types of the tensors that a network needs, each once, sorted.
  func elementTypes(of topology: NetworkTopology) -> [String] {
    Set(topology.tensors.compactMap { weights.tensor(named: $0.key)?.element.rawValue }).sorted()
  }
}
