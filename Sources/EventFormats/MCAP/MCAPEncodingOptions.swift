public import Events

/// What an encoder of MCAP recordings writes beside the events.
public struct MCAPEncodingOptions: Equatable, Sendable {
  /// The sensor's size, outside of which events are refused; the packets say 0 x 0 where it is nil.
  public var geometry: SensorGeometry?
  /// The topic of the packets.
  public var topic: String
  /// The name of the camera's coordinate frame.
  public var frameID: String
  /// How chunks are compressed.
  public var compression: MCAPCompression
  /// The longest time that a packet covers, in microseconds; at least 1.
  public var packetMicroseconds: Int64
  /// The earliest time, in microseconds, where it is known before the events are.
  public var earliestMicroseconds: Int64?

  /// The topic that packets have unless another is given.
  public static let usualTopic = "/event_camera/events"
  /// The frame that packets have unless another is given.
  public static let usualFrameID = "event_camera"

  /// Creates options.
  public init(
    geometry: SensorGeometry? = nil, topic: String = usualTopic, frameID: String = usualFrameID,
    compression: MCAPCompression = .zstd, packetMicroseconds: Int64 = 1000,
    earliestMicroseconds: Int64? = nil
  ) {
    precondition(packetMicroseconds >= 1)
    self.geometry = geometry
    self.topic = topic
    self.frameID = frameID
    self.compression = compression
    self.packetMicroseconds = packetMicroseconds
    self.earliestMicroseconds = earliestMicroseconds
  }
}
