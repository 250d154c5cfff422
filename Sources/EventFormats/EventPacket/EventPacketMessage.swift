/// Writes `event_camera_msgs/msg/EventPacket` as ROS 2 does.
package enum EventPacketMessage {
  /// The name of the message's type.
  package static let typeName = "event_camera_msgs/msg/EventPacket"

  /// The message's definition with those that it refers to, in the form in which recordings keep it.
  package static let definition = """
    std_msgs/Header header
    uint32 height
    uint32 width
    uint64 seq
    uint64 time_base
    string encoding
    bool is_bigendian
    uint8[] events
    ================================================================================
    MSG: std_msgs/Header
    builtin_interfaces/Time stamp
    string frame_id
    ================================================================================
    MSG: builtin_interfaces/Time
    int32 sec
    uint32 nanosec

    """

  /// Appends a message in little-endian CDR; `header.payload` is not looked at, the events are `payload`.
  package static func append(_ header: EventPacketHeader, payload: [UInt8], to output: inout [UInt8]) {
    output += [0, 1, 0, 0]
    let origin = output.count
    func align(_ size: Int, _ output: inout [UInt8]) {
      while (output.count - origin) % size != 0 { output.append(0) }
    }
    func append(text: String, _ output: inout [UInt8]) {
      align(4, &output)
      output.append(littleEndian: UInt32(text.utf8.count + 1))
      output += text.utf8
      output.append(0)
    }
    let seconds = header.stampNanoseconds / 1_000_000_000
    output.append(littleEndian: Int32(clamping: seconds))
    output.append(littleEndian: UInt32(clamping: header.stampNanoseconds - seconds * 1_000_000_000))
    append(text: header.frameID, &output)
    align(4, &output)
    output.append(littleEndian: header.height)
    output.append(littleEndian: header.width)
    align(8, &output)
    output.append(littleEndian: header.sequence)
    output.append(littleEndian: header.timeBaseNanoseconds)
    append(text: header.encoding, &output)
    output.append(header.isBigEndian ? 1 : 0)
    align(4, &output)
    output.append(littleEndian: UInt32(payload.count))
    output += payload
  }
}
