import Detections
import Messages

/// Prophesee's box file, whose header says how many boxes there are.
struct BoxFileDetections: DetectionFileEncoder {
  private var boxCount = 0

  func begin(into bytes: inout [UInt8]) { bytes += BoxFileEncoder.header(recordCount: 0) }

  mutating func add(_ frame: DetectionFrame, meta: SourceMeta?, into bytes: inout [UInt8]) {
    for detection in frame.detections {
      BoxFileEncoder.append(TimedDetection(time: frame.windowEndMicroseconds, detection: detection), to: &bytes)
    }
    boxCount += frame.detections.count
  }

  func finish(into bytes: inout [UInt8]) {}

  var finalBeginning: [UInt8]? { BoxFileEncoder.header(recordCount: boxCount) }
}
