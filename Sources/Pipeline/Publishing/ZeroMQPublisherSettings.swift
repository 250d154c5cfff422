/// Where and how frames are published over ZeroMQ.
public struct ZeroMQPublisherSettings: Equatable, Sendable {
  /// The stream endpoint unless another is chosen.
  public static let defaultStreamEndpoint = "tcp://127.0.0.1:5555"
  /// The latest endpoint unless another is chosen.
  public static let defaultLatestEndpoint = "tcp://127.0.0.1:5556"

  /// The frame rate to reckon with where models and strides are not known yet: a window every 5 ms.
  package static let fastestFramesPerSecond = 200.0

  /// Where every message is sent as two frames, topic and payload; nil for nowhere.
  public var streamEndpoint: String? = defaultStreamEndpoint
  /// Where every message is sent as one frame, for subscribers that want the newest only; nil for nowhere.
  public var latestEndpoint: String? = defaultLatestEndpoint
  /// How many frames are published each second, of all sources together.
  public var framesPerSecond: Double
  /// How long messages that are on their way may keep the program from ending.
  public var lingerMilliseconds = 2000

  /// Creates the default settings.
  public init(framesPerSecond: Double) { self.framesPerSecond = framesPerSecond }

  /// How many messages may wait for one subscriber: what two seconds bring, and 1000 at least.
  ///
  /// Every frame is three messages, protobuf, JSON and ROS 2, and each source has three more a second.
  package var highWaterMark: Int {
    let messages = (2 * (3 * max(0, framesPerSecond) + 3)).rounded(.up)
    return messages < 1_000_000 ? max(1000, Int(messages)) : 1_000_000
  }
}
