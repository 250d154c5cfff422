import Detections
import Messages

/// One line a detection; times in microseconds, boxes in sensor pixels, numbers as short as they can be read back exactly.
struct CSVDetections: DetectionFileEncoder {
  func begin(into bytes: inout [UInt8]) {
    bytes += Array("session,sequence,time,x,y,width,height,score,class_id,class,track_id\n".utf8)
  }

  func add(_ frame: DetectionFrame, meta: SourceMeta?, into bytes: inout [UInt8]) {
    for box in frame.detections {
      let kind = Int(box.classID)
      let name = meta.flatMap { kind < $0.classes.count ? $0.classes[kind] : nil } ?? ""
      let fields = [
        "\(frame.session)", "\(frame.sequence)", "\(frame.windowEndMicroseconds)", "\(box.x)", "\(box.y)",
        "\(box.width)",
        "\(box.height)", "\(box.score)", "\(box.classID)", Self.field(name), "\(box.trackID)",
      ]
      bytes += Array(fields.joined(separator: ",").utf8)
      bytes.append(UInt8(ascii: "\n"))
    }
  }

  func finish(into bytes: inout [UInt8]) {}

  /// A text as RFC 4180 has it.
  private static func field(_ text: String) -> String {
    guard text.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return text }
    return "\"\(text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\""))\""
  }
}
