/// The topic of a published message: what it holds, and which camera it is of.
///
/// Its text ends in `/`, because a subscription is a prefix: one to `detections/cam1` would also receive `cam10`.
public struct Topic: Equatable, Hashable, Sendable, CustomStringConvertible {
  /// What a message holds.
  public enum Kind: String, Sendable, CaseIterable {
    /// A `DetectionFrame` in protobuf.
    case detections
    /// A `DetectionFrame` in JSON.
    case detectionsJSON
    /// A `SourceMeta` in protobuf.
    case meta
    /// A `SourceStatus` in protobuf.
    case status
    /// A `vision_msgs/msg/Detection2DArray` in CDR.
    case ros2
    /// A `vision_msgs/msg/LabelInfo` in CDR.
    case ros2Labels

    /// What the topics of this kind begin with; subscribe to it to receive them of all cameras.
    public var prefix: String {
      switch self {
      case .detections: "detections/"
      case .detectionsJSON: "json/detections/"
      case .meta: "meta/"
      case .status: "status/"
      case .ros2: "ros2/"
      case .ros2Labels: "ros2_labels/"
      }
    }
  }

  /// The longest name of a camera, in bytes of UTF-8.
  public static let maximumCameraNameBytes = 128

  /// What the message holds.
  public let kind: Kind
  /// The name of the camera.
  public let camera: String

  /// Creates a topic.
  ///
  /// - Throws: `badCameraName` where `camera` is empty, longer than `maximumCameraNameBytes`, or has a `/`, a NUL or another
  ///   control character in it.
  public init(_ kind: Kind, camera: String) throws(MessageError) {
    try Topic.validate(camera: camera)
    self.kind = kind
    self.camera = camera
  }

  /// Reads a topic's text.
  ///
  /// - Throws: `unknownTopic` where no kind begins so or the final `/` is missing; `badCameraName` as the other initializer.
  public init(parsing text: String) throws(MessageError) {
    guard let kind = Kind.allCases.first(where: { text.hasPrefix($0.prefix) }), text.hasSuffix("/"),
      text.utf8.count > kind.prefix.utf8.count
    else {
      let legal = Kind.allCases.map { "\($0.prefix)CAMERA/" }.joined(separator: ", ")
      throw MessageError(.unknownTopic, "'\(text.escapedForMessages)' is not a topic of Saccade, which has \(legal)")
    }
    try self.init(kind, camera: String(text.dropFirst(kind.prefix.count).dropLast()))
  }

  /// The topic's text, for example `detections/cam1/`.
  public var description: String { "\(kind.prefix)\(camera)/" }

  /// Tests whether a name can stand in a topic.
  ///
  /// - Throws: `badCameraName` as `init(_:camera:)`.
  public static func validate(camera: String) throws(MessageError) {
    let problem: String
    if camera.isEmpty {
      problem = "is empty"
    } else if camera.utf8.count > maximumCameraNameBytes {
      problem = "has \(camera.utf8.count) bytes, more than \(maximumCameraNameBytes)"
    } else if camera.unicodeScalars.contains("/") {
      problem = "contains '/', which separates the parts of a topic"
    } else if camera.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
      problem = "contains a control character"
    } else {
      return
    }
    throw MessageError(
      .badCameraName,
      "the camera name '\(camera.escapedForMessages)' \(problem): use a name such as 'front-left', without '/' and control "
        + "characters")
  }
}

extension String {
  /// The text with control characters escaped and cut to a length that a line of a terminal holds.
  var escapedForMessages: String {
    let shown = unicodeScalars.prefix(80).map { $0.escaped(asASCII: false) }.joined()
    return unicodeScalars.count > 80 ? shown + "..." : shown
  }
}
