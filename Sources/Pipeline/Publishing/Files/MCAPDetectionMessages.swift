import EventFormats
import Messages

/// The messages of frames in an MCAP file that ROS 2's tools and Foxglove read.
///
/// Channels: `/CAMERA/detections` (`vision_msgs/msg/Detection2DArray`) and `/CAMERA/labels` (`vision_msgs/msg/LabelInfo`) in
/// CDR; in protobuf `/CAMERA/detection_frames` (`saccade.v1.DetectionFrame`), `/CAMERA/annotations`
/// (`foxglove.ImageAnnotations`) and, where images are recorded, `/CAMERA/image` (`foxglove.CompressedImage`). Messages of a
/// recording have the sensor's time at the window's end, as the events have that `saccade convert` writes to an MCAP file;
/// those of a live source the host's.
struct MCAPDetectionMessages {
  private enum Channel: Int {
    case detections, labels, frames, annotations, images
  }

  private let camera: String
  private var classes: [String]?
  private var frameCount: UInt32 = 0

  init(camera: String) { self.camera = camera }

  /// The channels, which must be the first of the file.
  static func channels(camera: String, recordsImages: Bool = false) -> [MCAPChannel] {
    func protobuf(_ name: String, _ schema: [UInt8], _ topic: String) -> MCAPChannel {
      MCAPChannel(
        schemaName: name, schemaEncoding: "protobuf", schema: schema, topic: "/\(camera)/\(topic)",
        messageEncoding: "protobuf")
    }
    func ros2(_ name: String, _ definition: String, _ topic: String) -> MCAPChannel {
      MCAPChannel(
        schemaName: name, schemaEncoding: "ros2msg", schema: Array(definition.utf8), topic: "/\(camera)/\(topic)",
        messageEncoding: "cdr")
    }
    let channels = [
      ros2(MessageSchemas.detectionArrayName, MessageSchemas.detectionArrayDefinition, "detections"),
      ros2(MessageSchemas.labelInfoName, MessageSchemas.labelInfoDefinition, "labels"),
      protobuf(MessageSchemas.detectionFrameName, MessageSchemas.fileDescriptorSet, "detection_frames"),
      protobuf(MessageSchemas.imageAnnotationsName, MessageSchemas.foxgloveDescriptorSet, "annotations"),
    ]
    guard recordsImages else { return channels }
    return channels + [protobuf(MessageSchemas.compressedImageName, MessageSchemas.foxgloveDescriptorSet, "image")]
  }

  /// Adds a frame's messages to a file.
  ///
  /// - Parameter meta: what the source has last reported; nil before it has.
  mutating func add(
    _ frame: DetectionFrame, meta: SourceMeta?, to file: inout MCAPFileEncoder, into bytes: inout [UInt8]
  ) throws(PipelineError) {
    let stamped = Self.stamped(frame)
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
    let annotations = stamped.foxgloveAnnotations(classes: classes ?? [])
    try append(.annotations, annotations, at: time, to: &file, into: &bytes)
    frameCount &+= 1
  }

  /// Adds the event image of the frame that was added last, to a file with such a channel.
  func add(
    _ image: ViewedImage, of frame: DetectionFrame, to file: inout MCAPFileEncoder, into bytes: inout [UInt8]
  ) throws(PipelineError) {
    let time = Self.stamped(frame).hostTimeNanoseconds
    let message = FoxgloveImage(
      png: try image.png(sensor: frame.geometry), hostTimeNanoseconds: time, frameID: camera)
    try append(.images, message.protobuf(), at: time, sequence: frameCount &- 1, to: &file, into: &bytes)
  }

  /// The frame with the time of its messages.
  private static func stamped(_ frame: DetectionFrame) -> DetectionFrame {
    guard frame.clock == .file else { return frame }
    var stamped = frame
    let (nanoseconds, overflow) = frame.windowEndMicroseconds.multipliedReportingOverflow(by: 1000)
    stamped.hostTimeNanoseconds = overflow ? .max : nanoseconds
    return stamped
  }

  private func append(
    _ channel: Channel, _ message: [UInt8], at time: Int64, sequence: UInt32? = nil, to file: inout MCAPFileEncoder,
    into bytes: inout [UInt8]
  ) throws(PipelineError) {
    do throws(EventFormatError) {
      try file.add(
        channel: channel.rawValue, sequence: sequence ?? frameCount, time: UInt64(max(0, time)), into: &bytes
      ) { $0 += message }
    } catch { throw Self.failure(error) }
  }

  /// What an encoder's error means.
  static func failure(_ error: EventFormatError) -> PipelineError {
    PipelineError(.output, error.message, remedy: "free some memory, or write another kind of file")
  }
}
