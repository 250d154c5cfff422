import CBZip2
import EventFormats

/// ROS 1 recordings made by hand.
enum ROSBag1File {
  /// A record of named values and data.
  static func record(_ values: [(String, [UInt8])], _ data: [UInt8]) -> [UInt8] {
    var header: [UInt8] = []
    for (name, value) in values {
      header.append(littleEndian: UInt32(name.utf8.count + 1 + value.count))
      header += name.utf8
      header.append(UInt8(ascii: "="))
      header += value
    }
    var bytes: [UInt8] = []
    bytes.append(littleEndian: UInt32(header.count))
    bytes += header
    bytes.append(littleEndian: UInt32(data.count))
    return bytes + data
  }

  static func number(_ value: UInt32) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(littleEndian: value)
    return bytes
  }

  /// Connection records of the channels that the tests use.
  static let connections: [UInt8] = PacketRecording.channels.flatMap { channel, topic, type in
    let data = [("topic", Array(topic.utf8)), ("type", Array(type.replacing("/msg/", with: "/").utf8))]
    let fields = record(data, [])
    let length = Int(fields[0]) | Int(fields[1]) << 8
    return record(
      [("op", [7]), ("conn", number(UInt32(channel))), ("topic", Array(topic.utf8))], Array(fields[4..<(4 + length)]))
  }

  /// A message record.
  static func record(_ message: PacketRecording.Message) -> [UInt8] {
    record(
      [("op", [2]), ("conn", number(UInt32(message.channel))), ("time", [UInt8](repeating: 1, count: 8))], message.ros1)
  }

  enum Compression: String, CaseIterable {
    case none
    case lz4
    case bz2
  }

  /// A chunk of records.
  static func chunk(
    _ records: [UInt8], _ compression: Compression, size: UInt32? = nil
  ) throws(EventFormatError) -> [UInt8] {
    var compressed: [UInt8] = []
    switch compression {
    case .none: compressed = records
    case .lz4: compressed = try MCAPCompression.lz4.compress(records)
    case .bz2:
      var length = UInt32(records.count + records.count / 100 + 600)
      var target = [CChar](repeating: 0, count: Int(length))
      var source = records.map { CChar(bitPattern: $0) }
      let status = BZ2_bzBuffToBuffCompress(&target, &length, &source, UInt32(source.count), 9, 0, 0)
      guard status == BZ_OK else { throw EventFormatError(.damaged, "bzip2 says \(status)", at: 0) }
      compressed = target[..<Int(length)].map { UInt8(bitPattern: $0) }
    }
    return record(
      [
        ("op", [5]), ("compression", Array(compression.rawValue.utf8)),
        ("size", number(size ?? UInt32(records.count))),
      ], compressed)
  }

  /// A recording of the given parts, with its header and the information on a chunk at its end.
  static func bag(_ parts: [UInt8]...) -> [UInt8] {
    let header = record(
      [
        ("op", [3]), ("index_pos", [UInt8](repeating: 0, count: 8)), ("conn_count", number(1)),
        ("chunk_count", number(1)),
      ],
      [UInt8](repeating: 0x20, count: 100))
    let end = record([("op", [6]), ("ver", number(1)), ("count", number(1))], [UInt8](repeating: 0, count: 8))
    return Array("#ROSBAG V2.0\n".utf8) + header + parts.flatMap { $0 } + end
  }
}
