/// The recordings of ROS 1: records of a header, which is a list of named values, and data.
///
/// Source: <http://wiki.ros.org/Bags/Format/2.0>.
enum ROSBag1 {
  /// What a file begins with.
  static let magic = Array("#ROSBAG V2.0\n".utf8)
  /// The longest header that is looked at, in bytes.
  static let maximumHeader = 1 << 20
  /// The longest data of a record that are kept, in bytes.
  static let maximumData = 64 << 20

  /// What a record's header says it is.
  enum Operation {
    static let messageData: UInt8 = 0x02
    static let bagHeader: UInt8 = 0x03
    static let indexData: UInt8 = 0x04
    static let chunk: UInt8 = 0x05
    static let chunkInformation: UInt8 = 0x06
    static let connection: UInt8 = 0x07
  }
}
