public import Messages

/// A message that a subscriber has received.
public struct ReceivedMessage: Equatable, Sendable {
  /// What is in it.
  public enum Content: Equatable, Sendable {
    /// A window's detections, and how many frames of the source were lost just before it.
    case detections(DetectionFrame, lostBefore: UInt64)
    /// What the source is.
    case meta(SourceMeta)
    /// How the source is doing.
    case status(SourceStatus)
    /// A message for ROS 2 in CDR, as it has arrived.
    case ros2(Topic, [UInt8])
    /// Something that cannot be read, and why.
    case unreadable(MessageError)
  }

  /// What is in it.
  public var content: Content
  /// Its size without the topic, in bytes.
  public var payloadBytes: Int
  /// When it was received on the host's real-time clock, in nanoseconds since 1970.
  public var receiveTimeNanoseconds: Int64
}
