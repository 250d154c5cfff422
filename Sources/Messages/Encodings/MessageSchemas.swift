/// The types of messages, for files that carry them beside the messages.
public enum MessageSchemas {
  /// The name of `DetectionFrame` in protobuf.
  public static let detectionFrameName = "saccade.v1.DetectionFrame"

  /// The schema of the protobuf messages as a serialised `FileDescriptorSet`.
  public static let fileDescriptorSet = bytes(hexadecimal: detectionsDescriptorDigits)

  /// The name of the type that `DetectionFrame.foxgloveAnnotations` writes.
  public static let imageAnnotationsName = "foxglove.ImageAnnotations"
  /// The name of the type that `FoxgloveImage.protobuf` writes.
  public static let compressedImageName = "foxglove.CompressedImage"

  /// The schema of the messages for Foxglove as a serialised `FileDescriptorSet`.
  public static let foxgloveDescriptorSet = bytes(hexadecimal: annotatedImagesDescriptorDigits)

  /// The name of the type that `DetectionFrame.ros2` writes.
  public static let detectionArrayName = "vision_msgs/msg/Detection2DArray"
  /// The name of the type that `SourceMeta.ros2` writes.
  public static let labelInfoName = "vision_msgs/msg/LabelInfo"

  /// The definition of `vision_msgs/msg/Detection2DArray` with all that it holds, in the notation of ROS 2.
  public static let detectionArrayDefinition =
    definition(
      [
        ("", ["std_msgs/Header header", "vision_msgs/Detection2D[] detections"]),
        (
          "vision_msgs/Detection2D",
          [
            "std_msgs/Header header", "vision_msgs/ObjectHypothesisWithPose[] results",
            "vision_msgs/BoundingBox2D bbox",
            "string id",
          ]
        ),
        (
          "vision_msgs/ObjectHypothesisWithPose",
          ["vision_msgs/ObjectHypothesis hypothesis", "geometry_msgs/PoseWithCovariance pose"]
        ),
        ("vision_msgs/ObjectHypothesis", ["string class_id", "float64 score"]),
        ("vision_msgs/BoundingBox2D", ["vision_msgs/Pose2D center", "float64 size_x", "float64 size_y"]),
        ("vision_msgs/Pose2D", ["vision_msgs/Point2D position", "float64 theta"]),
        ("vision_msgs/Point2D", ["float64 x", "float64 y"]),
        ("geometry_msgs/PoseWithCovariance", ["geometry_msgs/Pose pose", "float64[36] covariance"]),
        ("geometry_msgs/Pose", ["geometry_msgs/Point position", "geometry_msgs/Quaternion orientation"]),
        ("geometry_msgs/Point", ["float64 x", "float64 y", "float64 z"]),
        ("geometry_msgs/Quaternion", ["float64 x", "float64 y", "float64 z", "float64 w"]),
      ] + header)

  /// The definition of `vision_msgs/msg/LabelInfo` with all that it holds, in the notation of ROS 2.
  public static let labelInfoDefinition =
    definition(
      [
        ("", ["std_msgs/Header header", "vision_msgs/VisionClass[] class_map", "float32 threshold"]),
        ("vision_msgs/VisionClass", ["uint16 class_id", "string class_name"]),
      ] + header)

  private typealias Part = (name: String, fields: [String])

  private static let header: [Part] = [
    ("std_msgs/Header", ["builtin_interfaces/Time stamp", "string frame_id"]),
    ("builtin_interfaces/Time", ["int32 sec", "uint32 nanosec"]),
  ]

  private static func bytes(hexadecimal text: String) -> [UInt8] {
    let digits = text.utf8.map { $0 <= 0x39 ? $0 - 0x30 : $0 - 0x61 + 10 }
    return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
  }

  private static func definition(_ parts: [Part]) -> String {
    parts.map { part in
      let title = part.name.isEmpty ? [] : [String(repeating: "=", count: 80), "MSG: \(part.name)"]
      return (title + part.fields).joined(separator: "\n")
    }.joined(separator: "\n") + "\n"
  }
}
