import Detections

/// Boxes in order of their time.
struct BoxTimeline {
  private let boxes: [TimedDetection]
  private let holdMicroseconds: Int64

  /// Creates a timeline on which boxes are shown from their time on for so long, or until the next ones come.
  init(_ boxes: [TimedDetection], holdMicroseconds: Int64) {
    self.boxes = boxes.sorted { $0.time < $1.time }
    self.holdMicroseconds = holdMicroseconds
  }

  /// Reads a box file.
  init(path: String, holdMicroseconds: Int64) throws(CommandFailure) {
    let bytes = try InputFile(path: path).bytes()
    do { self.init(try BoxFileDecoder.decode(bytes.span), holdMicroseconds: holdMicroseconds) } catch {
      throw CommandFailure(.badData, "\(path): \(error.description)")
    }
  }

  /// The boxes of the latest time that is not later than `time`, if they are still shown.
  func boxes(at time: Int64) -> ArraySlice<TimedDetection> {
    let end = firstIndex { $0.time > time }
    guard end > 0 else { return [] }
    let latest = boxes[end - 1].time
    let (age, overflow) = time.subtractingReportingOverflow(latest)
    guard !overflow, age <= holdMicroseconds else { return [] }
    return boxes[firstIndex { $0.time >= latest }..<end]
  }

  /// The first index from which on a condition holds that holds for all later boxes too.
  private func firstIndex(where condition: (TimedDetection) -> Bool) -> Int {
    var range = 0..<boxes.count
    while !range.isEmpty {
      let middle = range.lowerBound + range.count / 2
      range = condition(boxes[middle]) ? range.lowerBound..<middle : (middle + 1)..<range.upperBound
    }
    return range.lowerBound
  }
}
