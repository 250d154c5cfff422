import Detections
import Events
import SpikingNetwork

/// The labels of a clip as far as they can be used, and what is wrong with the others.
struct ClipLabels {
  /// The boxes of the model's classes that lie on the sensor at least in part, in the order of the file.
  private(set) var boxes: [TimedDetection] = []
  /// What is wrong.
  private(set) var problems: [EvaluationProblem] = []
  /// The size of the file in bytes.
  let byteCount: Int

  /// Reads and checks a file; throws `CommandFailure` where it is no file of boxes.
  init(_ clip: EvaluationClip, description: NetworkDescription) throws(CommandFailure) {
    let bytes = try InputFile(path: clip.labels).bytes()
    byteCount = bytes.count
    let all: [TimedDetection]
    do { all = try BoxFileDecoder.decode(bytes.span) } catch {
      throw CommandFailure(.badData, "\(clip.labels): \(error)")
    }
    let sensor = SensorGeometry(width: description.input.sensorWidth, height: description.input.sensorHeight)
    let (width, height) = (Float(sensor.width), Float(sensor.height))
    var left: [(why: String, boxes: [TimedDetection])] = [
      ("of other classes than the model's", []), ("without an area", []), ("outside the model's sensor, \(sensor)", []),
    ]
    for box in all {
      let detection = box.detection
      if detection.classID >= UInt32(description.classNames.count) {
        left[0].boxes.append(box)
      } else if !(detection.width > 0 && detection.height > 0) {
        left[1].boxes.append(box)
      } else if detection.x + detection.width <= 0 || detection.y + detection.height <= 0 || detection.x >= width
        || detection.y >= height
      {
        left[2].boxes.append(box)
      } else {
        boxes.append(box)
      }
    }
    // Data sets have classes that a model was not trained for; that is wrong only where there are no others.
    if !boxes.isEmpty { left.removeFirst() }
    for (why, found) in left {
      guard let first = found.first else { continue }
      let box = first.detection
      problems.append(
        EvaluationProblem(
          file: clip.labelName,
          message:
            "\(found.count) of \(all.count) boxes are \(why), the first of class \(box.classID) at \(first.time) us, "
            + "\(box.width) x \(box.height) at (\(box.x), \(box.y)); they are left out"))
    }
    if all.isEmpty { problems.append(EvaluationProblem(file: clip.labelName, message: "there is no box in it")) }
  }
}
