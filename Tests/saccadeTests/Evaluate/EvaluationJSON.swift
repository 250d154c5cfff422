import Foundation

/// The parts of the printed JSON that tests look at.
struct EvaluationJSON: Decodable {
  struct Figures: Decodable {
    var map50: Double?
    var map: Double?
    var recall100: Double?

    /// Everything was found at every overlap; a precision of one in one is a rounding below 1, as pycocotools has it.
    var isPerfect: Bool { (map ?? 0) > 1 - 1e-12 }

    private enum CodingKeys: String, CodingKey {
      case map50 = "mAP@50"
      case map = "mAP@50:95"
      case recall100 = "AR@100"
    }
  }
  struct Rules: Decodable { var name: String, state: String, stride: Int }
  struct Class: Decodable { var name: String, truths: Int, detections: Int, figures: Figures }
  struct Clip: Decodable { var name: String, moments: Int, truths: Int, windows: Int }
  struct Streaming: Decodable { var figures: Figures, fixed_inference_time_ms: Double? }
  struct Latency: Decodable { var timesteps: Int, p50_ms: Double, p99_ms: Double }
  struct Measured: Decodable { var inference: Latency?, streaming: Streaming? }
  struct Activity: Decodable { var timesteps: Int, firing_rate: Double }
  struct Problem: Decodable { var file: String, message: String }

  var rules: Rules
  var clips: [Clip]
  var clips_left_out: Int
  var moments: Int
  var truths: Int
  var events: Int
  var mean: Figures
  var classes: [Class]
  var streaming: Streaming?
  var activity: Activity?
  var measured: Measured
  var problems: [Problem]

  init(_ run: CommandRun) throws { self = try JSONDecoder().decode(Self.self, from: run.bytes) }
}
