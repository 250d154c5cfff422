import Detections
import Pictures
import SpikingNetwork

/// Boxes for programs: one JSON object with all images, printed at the end.
final class DetectionReport: ImageOutput {
  private struct Box: Encodable {
    var name: String
    var classID: UInt32
    var score: Float
    var x: Float
    var y: Float
    var width: Float
    var height: Float

    enum CodingKeys: String, CodingKey {
      case score, x, y, width, height
      case name = "class"
      case classID = "class_id"
    }
  }

  private struct Size: Encodable {
    var width: Int
    var height: Int
  }

  private struct Image: Encodable {
    var file: String
    var width: Int
    var height: Int
    var input: Size
    var warning: String?
    var detections: [Box]
  }

  private struct Failure: Encodable {
    var file: String
    var message: String
    var status: Int32
  }

  private struct Report: Encodable {
    var model: String
    var classes: [String]
    var timesteps: Int
    var images: [Image] = []
    var failures: [Failure] = []
  }

  private var report: Report

  init(outline: NetworkOutline, timesteps: Int) {
    report = Report(
      model: outline.digest.description, classes: outline.description.classNames, timesteps: timesteps)
  }

  func add(_ image: ListedImage, _ decoded: DecodedImage, _ detections: ImageDetections) throws(CommandFailure) {
    let boxes = detections.shown.map { box in
      Box(
        name: report.classes[Int(box.classID)], classID: box.classID, score: box.score, x: box.x, y: box.y,
        width: box.width, height: box.height)
    }
    report.images.append(
      Image(
        file: image.path, width: decoded.canvas.width, height: decoded.canvas.height,
        input: Size(width: detections.inputWidth, height: detections.inputHeight), warning: decoded.warning,
        detections: boxes))
  }

  func add(_ image: ListedImage, failure: CommandFailure) throws(CommandFailure) {
    report.failures.append(
      Failure(file: image.path, message: failure.message, status: failure.status.rawValue))
  }

  func finish() throws(CommandFailure) {
    do { Terminal.writeOutput(try JSONText.encode(report) + "\n") } catch {
      throw CommandFailure(.internalFault, "the boxes cannot be written as JSON: \(error)")
    }
  }
}
