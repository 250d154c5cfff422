import CSQLite
import EventFormats
import Testing

/// Databases made for the tests.
enum SQLiteFile {
  /// The tables of a ROS 2 recording, with two topics of packets and one of others.
  static let schema = """
    CREATE TABLE topics(id INTEGER PRIMARY KEY, name TEXT, type TEXT, serialization_format TEXT, offered_qos_profiles TEXT);
    CREATE TABLE messages(id INTEGER PRIMARY KEY, topic_id INTEGER, timestamp INTEGER, data BLOB);
    INSERT INTO topics VALUES(1, '/a', 'event_camera_msgs/msg/EventPacket', 'cdr', '');
    INSERT INTO topics VALUES(2, '/b', 'event_camera_msgs/msg/EventPacket', 'cdr', '');
    INSERT INTO topics VALUES(3, '/imu', 'sensor_msgs/msg/Imu', 'cdr', '');
    """

  /// Runs statements on a database, which is made where it is absent.
  static func run(_ path: String, _ statements: String) throws {
    var handle: OpaquePointer?
    try #require(sqlite3_open(path, &handle) == SQLITE_OK)
    defer { sqlite3_close(handle) }
    try #require(sqlite3_exec(handle, statements, nil, nil, nil) == SQLITE_OK)
  }

  /// A statement that adds a packet of EVT3 words.
  static func insert(_ words: [UInt16], topic: Int, sequence: UInt64) -> String {
    var payload: [UInt8] = []
    for word in words { payload.append(littleEndian: word) }
    var message: [UInt8] = []
    EventPacketMessage.append(
      EventPacketHeader(
        stampNanoseconds: 0, frameID: "cam", height: 480, width: 640, sequence: sequence, timeBaseNanoseconds: 0,
        encoding: .evt3), payload: payload, to: &message)
    let digits = message.map { String(Int($0) | 0x100, radix: 16).dropFirst() }.joined()
    return "INSERT INTO messages(topic_id, timestamp, data) VALUES(\(topic), 0, x'\(digits)');"
  }
}
