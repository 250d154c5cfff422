/// AEDAT 3.1, the format of cAER: a text header, then packets of events of one type.
///
/// Source: https://docs.inivation.com/software/software-advanced-usage/file-formats/aedat-3.1.html
public enum AEDAT3 {
  /// What the events of a packet are.
  enum PacketKind: Int16 {
    case special = 0
    case polarity = 1
    case frame = 2
    case imu6 = 3
    case imu9 = 4
    case sample = 5
    case ear = 6
    case configuration = 7
    case point1D = 8
    case point2D = 9
    case point3D = 10
    case point4D = 11
    case spike = 12
  }

  /// The size of a packet's header.
  static let packetHeaderByteCount = 28
  /// The size of a polarity or special event.
  static let eventByteCount = 8
  /// Larger events are damage.
  static let eventByteLimit = 4096
}
