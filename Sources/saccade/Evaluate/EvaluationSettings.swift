import Detections
import SpikingNetwork

/// Everything that decides an evaluation's numbers but measured times; parts are merged only where it is the same.
struct EvaluationSettings: Codable, Equatable {
  /// The version of partial results; other versions are refused.
  static let currentVersion = 1

  var version = EvaluationSettings.currentVersion
  var model: String
  var network: NetworkDescription
  var evaluationProtocol: EvaluationProtocol
  var state: StateMode
  var stride: Int
  var rules: LabelRules
  var scoreThreshold: Float
  var overlapThreshold: Float
  var engine: String
  var weights: String
  var merging: String
  var inferenceTimeNanoseconds: Int64?
  /// Whether spikes were counted.
  var countsActivity: Bool
  /// The names of all clips of the data set, in order.
  var clips: [String]

  /// What differs from others', in words; nil where nothing does.
  func difference(from other: EvaluationSettings) -> String? {
    let values: [(String, String, String)] = [
      ("version", "\(version)", "\(other.version)"), ("model", model, other.model),
      ("protocol", evaluationProtocol.rawValue, other.evaluationProtocol.rawValue),
      ("state", state.rawValue, other.state.rawValue), ("stride", "\(stride)", "\(other.stride)"),
      ("score", "\(scoreThreshold)", "\(other.scoreThreshold)"),
      ("overlap", "\(overlapThreshold)", "\(other.overlapThreshold)"), ("engine", engine, other.engine),
      ("weights", weights, other.weights), ("merge", merging, other.merging),
      ("inference time", "\(inferenceTimeNanoseconds ?? -1) ns", "\(other.inferenceTimeNanoseconds ?? -1) ns"),
      ("activity", "\(countsActivity)", "\(other.countsActivity)"),
      ("number of clips", "\(clips.count)", "\(other.clips.count)"),
    ]
    if let (name, one, another) = values.first(where: { $0.1 != $0.2 }) { return "\(name) \(one), not \(another)" }
    if let (one, another) = zip(clips, other.clips).first(where: { $0 != $1 }) { return "clip \(one), not \(another)" }
    return self == other ? nil : "the network's description"
  }
}
