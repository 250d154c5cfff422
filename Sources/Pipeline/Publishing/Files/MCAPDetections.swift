import EventFormats
import Messages

/// An MCAP file of detections; see `MCAPDetectionMessages`.
struct MCAPDetections: DetectionFileEncoder {
  private let recordsImages: Bool
  private var file: MCAPFileEncoder
  private var messages: MCAPDetectionMessages

  init(camera: String, recordsImages: Bool) {
    self.recordsImages = recordsImages
    file = MCAPFileEncoder(
      profile: "ros2", channels: MCAPDetectionMessages.channels(camera: camera, recordsImages: recordsImages),
      compression: .zstd)
    messages = MCAPDetectionMessages(camera: camera)
  }

  mutating func begin(into bytes: inout [UInt8]) { file.begin(into: &bytes) }

  mutating func add(_ frame: DetectionFrame, meta: SourceMeta?, into bytes: inout [UInt8]) throws(PipelineError) {
    try messages.add(frame, meta: meta, to: &file, into: &bytes)
  }

  mutating func add(
    _ image: ViewedImage, of frame: DetectionFrame, into bytes: inout [UInt8]
  ) throws(PipelineError) {
    if recordsImages { try messages.add(image, of: frame, to: &file, into: &bytes) }
  }

  mutating func finish(into bytes: inout [UInt8]) throws(PipelineError) {
    do throws(EventFormatError) { try file.finish(into: &bytes) } catch { throw MCAPDetectionMessages.failure(error) }
  }
}
