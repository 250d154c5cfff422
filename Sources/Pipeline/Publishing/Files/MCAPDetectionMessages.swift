import EventFormats
import Messages

/// The messages of frames in an MCAP file that ROS 2's tools and Foxglove read.
///
/// Three channels: `/CAMERA/detections` (`vision_msgs/msg/Detection2DArray`) and `/CAMERA/labels` (`vision_msgs/msg/LabelInfo`)
/// in CDR, and `/CAMERA/detection_frames` (`saccade.v1.DetectionFrame`) in protobuf. Messages of a recording have the sensor's
/// time at the window's end, as the events have that `saccade convert` writes to an MCAP file; those of a live source the
/// host's.
struct MCAPDetectionMessages {
  private enum Channel: Int {
    case detections, labels, frames
  }

  private let camera: String
  private var classes: [String]?
  private var frameCount: UInt32 = 0

  init(camera: String) { self.camera = camera }

  /// The channels, which must be the first of the file.
  static func channels(camera: String) -> [MCAPChannel] {
    [
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
    ]
  }

  /// Adds a frame's messages to a file.
  ///
  /// - Parameter meta: what the source has last reported; nil before it has.
  mutating func add(
    _ frame: DetectionFrame, meta: SourceMeta?, to file: inout MCAPFileEncoder, into bytes: inout [UInt8]
  ) throws(PipelineError) {
    var stamped = frame
    if frame.clock == .file {
      let (nanoseconds, overflow) = frame.windowEndMicroseconds.multipliedReportingOverflow(by: 1000)
      stamped.hostTimeNanoseconds = overflow ? .max : nanoseconds
    }
    let time = stamped.hostTimeNanoseconds
    if let meta, classes != meta.classes {
      classes = meta.classes
      try append(.labels, meta.ros2(hostTimeNanoseconds: time, frameID: camera), at: time, to: &file, into: &bytes)
    }
    let boxes = stamped.ros2(classes: classes ?? [], frameID: camera)
    try append(.detections, boxes, at: time, to: &file, into: &bytes)
    let message: [UInt8]
    do throws(MessageError) { message = try frame.protobuf() } catch {
      throw PipelineError(.output, "a frame cannot be written", remedy: error.message)
    }
    try append(.frames, message, at: time, to: &file, into: &bytes)
    frameCount &+= 1
  }

  private func append(
    _ channel: Channel, _ message: [UInt8], at time: Int64, to file: inout MCAPFileEncoder, into bytes: inout [UInt8]
  ) throws(PipelineError) {
    do throws(EventFormatError) {
      try file.add(
        channel: channel.rawValue, sequence: frameCount, time: UInt64(max(0, time)), into: &bytes
      ) { $0 += message }
    } catch { throw Self.failure(error) }
  }

  /// What an encoder's error means.
  static func failure(_ error: EventFormatError) -> PipelineError {
    PipelineError(.output, error.message, remedy: "free some memory, or write another kind of file")
  }
}
