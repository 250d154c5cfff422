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

  /// Creates options.
  public init(
    geometry: SensorGeometry? = nil, topic: String = "/event_camera/events", frameID: String = "event_camera",
    compression: MCAPCompression = .zstd, packetMicroseconds: Int64 = 1000
  ) {
    precondition(packetMicroseconds >= 1)
    self.geometry = geometry
    self.topic = topic
    self.frameID = frameID
    self.compression = compression
    self.packetMicroseconds = packetMicroseconds
  }
}
