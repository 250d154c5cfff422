/// Why a file is no partial result that can be used.
enum EvaluationPartialError: Error, CustomStringConvertible {
  /// It is another safetensors file.
  case notAPartial
  /// It was written by another version.
  case version(Int)
  /// A tensor does not hold what the metadata says.
  case tensor(String)

  var description: String {
    switch self {
    case .notAPartial:
      "no partial result of an evaluation: the metadata has no '\(EvaluationPartial.metadataKey)'; give files written by "
        + "'saccade evaluate --shard'"
    case .version(let version):
      "a partial result of version \(version), and this program reads \(EvaluationSettings.currentVersion); evaluate again"
    case .tensor(let name): "the tensor '\(name)' does not hold what the metadata says; the file is damaged"
    }
  }
}
