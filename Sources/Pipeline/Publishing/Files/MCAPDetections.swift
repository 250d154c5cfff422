import EventFormats
import Messages

/// MCAP that ROS 2's tools and Foxglove read.
///
/// Three channels: `/CAMERA/detections` (`vision_msgs/msg/Detection2DArray`) and `/CAMERA/labels` (`vision_msgs/msg/LabelInfo`)
/// in CDR, and `/CAMERA/detection_frames` (`saccade.v1.DetectionFrame`) in protobuf. Messages of a recording have the sensor's
/// time at the window's end, as the events have that `saccade convert` writes to an MCAP file; those of a live source the
/// host's.
struct MCAPDetections: DetectionFileEncoder {
  private enum Channel: Int {
    case detections, labels, frames
  }

  private let camera: String
  private var encoder: MCAPFileEncoder
  private var classes: [String]?
  private var frameCount: UInt32 = 0

  init(camera: String) {
    self.camera = camera
    encoder = MCAPFileEncoder(
      profile: "ros2",
      channels: [
        MCAPChannel(
          schemaName: MessageSchemas.detectionArrayName, schemaEncoding: "ros2msg",
          schema: Array(MessageSchemas.detectionArrayDefinition.utf8), topic: "/\(camera)/detections",
          messageEncoding: "cdr"),
        MCAPChannel(
          schemaName: MessageSchemas.labelInfoName, schemaEncoding: "ros2msg",
          schema: Array(MessageSchemas.labelInfoDefinition.utf8), topic: "/\(camera)/labels", messageEncoding: "cdr"),
        MCAPChannel(
          schemaName: MessageSchemas.detectionFrameName, schemaEncoding: "protobuf",
          schema: MessageSchemas.fileDescriptorSet, topic: "/\(camera)/detection_frames", messageEncoding: "protobuf"),
      ], compression: .zstd)
  }

  mutating func begin(into bytes: inout [UInt8]) { encoder.begin(into: &bytes) }

  mutating func add(_ frame: DetectionFrame, meta: SourceMeta?, into bytes: inout [UInt8]) throws(PipelineError) {
    var stamped = frame
    if frame.clock == .file {
      let (nanoseconds, overflow) = frame.windowEndMicroseconds.multipliedReportingOverflow(by: 1000)
      stamped.hostTimeNanoseconds = overflow ? .max : nanoseconds
    }
    let time = stamped.hostTimeNanoseconds
    if let meta, classes != meta.classes {
      classes = meta.classes
      try append(.labels, meta.ros2(hostTimeNanoseconds: time, frameID: camera), at: time, into: &bytes)
    }
    try append(.detections, stamped.ros2(classes: classes ?? [], frameID: camera), at: time, into: &bytes)
    let message: [UInt8]
    do throws(MessageError) { message = try frame.protobuf() } catch {
      throw PipelineError(.output, "a frame cannot be written", remedy: error.message)
    }
    try append(.frames, message, at: time, into: &bytes)
    frameCount &+= 1
  }

  mutating func finish(into bytes: inout [UInt8]) throws(PipelineError) {
    do throws(EventFormatError) { try encoder.finish(into: &bytes) } catch { throw Self.failure(error) }
  }

  private mutating func append(
    _ channel: Channel, _ message: [UInt8], at time: Int64, into bytes: inout [UInt8]
  ) throws(PipelineError) {
    do throws(EventFormatError) {
      try encoder.add(
        channel: channel.rawValue, sequence: frameCount, time: UInt64(max(0, time)), into: &bytes
      ) { $0 += message }
    } catch { throw Self.failure(error) }
  }

  private static func failure(_ error: EventFormatError) -> PipelineError {
    PipelineError(.output, error.message, remedy: "free some memory, or write another kind of file")
  }
}
