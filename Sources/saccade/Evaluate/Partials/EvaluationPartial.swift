import Detections
import SpikingNetwork

/// The results of some of a data set's clips: what a shard writes, what an interrupted evaluation goes on from, and what is
/// merged.
///
/// It is a safetensors file. Its metadata has settings and clips as JSON; boxes are tensors, so that other software can read them
/// too. Nothing is summed up or rounded in it: merged results are those of a whole run to the last bit.
struct EvaluationPartial {
  /// What was evaluated, and how.
  var settings: EvaluationSettings
  /// The folder of the data set as it was given.
  var dataset: String
  /// What is wrong with the data set apart from the clips in `clips`.
  var problems: [EvaluationProblem] = []
  /// The results.
  var clips: [ClipResult]

  /// The ending of such files' names.
  static let fileEnding = ".partial.safetensors"
  static let metadataKey = "saccade.evaluation"

  /// What the metadata holds.
  struct Header: Codable {
    struct Clip: Codable {
      var number: Int
      var fileSizes: [Int]
      var problems: [EvaluationProblem]
      var isLeftOut: Bool
      var isStreamed: Bool
      var moments: Int
      var detected: Int
      var timesteps: Int
      var events: UInt64
      var windows: Int
      var hasActivity: Bool
    }

    var settings: EvaluationSettings
    var dataset: String
    var problems: [EvaluationProblem]
    var clips: [Clip]
  }
}
