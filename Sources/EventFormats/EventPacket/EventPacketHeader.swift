/// The fields of an `event_camera_msgs/EventPacket` and the place of its events.
///
/// Source: <https://github.com/ros-event-camera/event_camera_msgs>.
package struct EventPacketHeader: Equatable, Sendable {
  /// The names of the message's type in ROS 1 and ROS 2, and before it was renamed.
  package static let typeNames: Set<String> = [
    "event_camera_msgs/EventPacket", "event_camera_msgs/msg/EventPacket", "event_array_msgs/EventArray",
    "event_array_msgs/msg/EventArray",
  ]

  /// The host's time in nanoseconds.
  package var stampNanoseconds: Int64
  /// The name of the camera's coordinate frame.
  package var frameID: String
  /// The sensor's rows.
  package var height: UInt32
  /// The sensor's columns.
  package var width: UInt32
  /// The packet's number; one that is left out means a lost packet.
  package var sequence: UInt64
  /// What the times of the events count from, in nanoseconds.
  package var timeBaseNanoseconds: UInt64
  /// How the events are encoded.
  package var encoding: String
  /// Whether the words of the events are big-endian.
  package var isBigEndian: Bool
  /// Where in the message the events stand.
  package var payload: Range<Int>

  /// Creates a header.
  package init(
    stampNanoseconds: Int64, frameID: String, height: UInt32, width: UInt32, sequence: UInt64,
    timeBaseNanoseconds: UInt64, encoding: EventPacketEncoding
  ) {
    self.stampNanoseconds = stampNanoseconds
    self.frameID = frameID
    self.height = height
    self.width = width
    self.sequence = sequence
    self.timeBaseNanoseconds = timeBaseNanoseconds
    self.encoding = encoding.rawValue
    isBigEndian = false
    payload = 0..<0
  }

  /// Reads a message; nil where it ends before its fields do.
  package init?(_ message: UnsafeRawBufferPointer, _ serialization: ROSSerialization) {
    guard var reader = ROSMessageReader(message, serialization) else { return nil }
    if serialization == .ros1 {
      guard reader.integer(UInt32.self) != nil else { return nil }
    }
    guard let seconds = reader.integer(Int32.self), let nanoseconds = reader.integer(UInt32.self),
      let frameID = reader.text(), let height = reader.integer(UInt32.self), let width = reader.integer(UInt32.self),
      let sequence = reader.integer(UInt64.self), let timeBase = reader.integer(UInt64.self),
      let encoding = reader.text(), let isBigEndian = reader.integer(UInt8.self), let payload = reader.byteRange()
    else { return nil }
    stampNanoseconds = Int64(seconds) * 1_000_000_000 + Int64(nanoseconds)
    self.frameID = frameID
    self.height = height
    self.width = width
    self.sequence = sequence
    timeBaseNanoseconds = timeBase
    self.encoding = encoding
    self.isBigEndian = isBigEndian != 0
    self.payload = payload
  }
}
