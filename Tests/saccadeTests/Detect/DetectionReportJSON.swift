import Foundation

/// What `saccade detect --json` prints.
struct DetectionReportJSON: Decodable {
  struct Box: Decodable, Equatable {
    var `class`: String
    var class_id: Int
    var score: Float
    var x: Float
    var y: Float
    var width: Float
    var height: Float
  }

  struct Size: Decodable, Equatable {
    var width: Int
    var height: Int
  }

  struct Image: Decodable {
    var file: String
    var width: Int
    var height: Int
    var input: Size
    var warning: String?
    var detections: [Box]
  }

  struct Failure: Decodable {
    var file: String
    var message: String
    var status: Int
  }

  var model: String
  var classes: [String]
  var timesteps: Int
  var images: [Image]
  var failures: [Failure]

  init(_ run: CommandRun) throws {
    self = try JSONDecoder().decode(DetectionReportJSON.self, from: run.bytes)
  }
}
