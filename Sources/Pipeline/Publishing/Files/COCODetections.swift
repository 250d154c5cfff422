import Detections
import Messages

/// COCO's results: the image is the window, its id the window's end.
struct COCODetections: DetectionFileEncoder {
  private var encoder = COCOResultsEncoder()

  func begin(into bytes: inout [UInt8]) {}

  mutating func add(_ frame: DetectionFrame, meta: SourceMeta?, into bytes: inout [UInt8]) {
    for detection in frame.detections {
      encoder.encode(
        detection, imageID: frame.windowEndMicroseconds, categoryID: Int64(detection.classID) + 1, into: &bytes)
    }
  }

  func finish(into bytes: inout [UInt8]) { encoder.finish(into: &bytes) }
}
