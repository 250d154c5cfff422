import EventFormats
import Events

/// ROS recordings made by hand, for the tests of their decoders.
enum PacketRecording {
  /// One message.
  struct Message {
    var header = EventPacketHeader(
      stampNanoseconds: 5, frameID: "cam", height: 480, width: 640, sequence: 0, timeBaseNanoseconds: 0,
      encoding: .evt3)
    var payload: [UInt8]
    var channel: UInt16 = 1

    init(
      _ encoding: EventPacketEncoding, _ payload: [UInt8], sequence: UInt64 = 0, timeBase: UInt64 = 0,
      channel: UInt16 = 1
    ) {
      header.encoding = encoding.rawValue
      header.sequence = sequence
      header.timeBaseNanoseconds = timeBase
      self.payload = payload
      self.channel = channel
    }

    init(_ encoding: EventPacketEncoding, words: [UInt16], sequence: UInt64 = 0, timeBase: UInt64 = 0) {
      self.init(encoding, words.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }, sequence: sequence, timeBase: timeBase)
    }

    init(_ encoding: EventPacketEncoding, quads: [UInt64], sequence: UInt64 = 0, timeBase: UInt64 = 0) {
      var payload: [UInt8] = []
      for quad in quads { payload.append(littleEndian: quad) }
      self.init(encoding, payload, sequence: sequence, timeBase: timeBase)
    }

    var cdr: [UInt8] {
      var bytes: [UInt8] = []
      EventPacketMessage.append(header, payload: payload, to: &bytes)
      return bytes
    }

    /// As ROS 1 serialises it.
    var ros1: [UInt8] {
      var bytes: [UInt8] = []
      bytes.append(littleEndian: UInt32(truncatingIfNeeded: header.sequence))
      bytes.append(littleEndian: UInt32(header.stampNanoseconds / 1_000_000_000))
      bytes.append(littleEndian: UInt32(header.stampNanoseconds % 1_000_000_000))
      MCAPRecord.append(text: header.frameID, to: &bytes)
      bytes.append(littleEndian: header.height)
      bytes.append(littleEndian: header.width)
      bytes.append(littleEndian: header.sequence)
      bytes.append(littleEndian: header.timeBaseNanoseconds)
      MCAPRecord.append(text: header.encoding, to: &bytes)
      bytes.append(header.isBigEndian ? 1 : 0)
      bytes.append(littleEndian: UInt32(payload.count))
      return bytes + payload
    }
  }

  /// The channels of a recording: number, topic and type.
  static let channels: [(UInt16, String, String)] = [
    (1, "/a/events", "event_camera_msgs/msg/EventPacket"), (2, "/b/events", "event_camera_msgs/msg/EventPacket"),
    (3, "/imu", "sensor_msgs/msg/Imu"),
  ]

  /// Schemas and channels as MCAP records.
  static let channelRecords: [UInt8] = {
    var bytes: [UInt8] = []
    for (number, topic, type) in channels {
      MCAPRecord.append(MCAP.Opcode.schema, to: &bytes) { bytes in
        bytes.append(littleEndian: number + 10)
        MCAPRecord.append(text: type, to: &bytes)
        MCAPRecord.append(text: "ros2msg", to: &bytes)
        MCAPRecord.append(text: "", to: &bytes)
      }
      MCAPRecord.append(MCAP.Opcode.channel, to: &bytes) { bytes in
        bytes.append(littleEndian: number)
        bytes.append(littleEndian: number + 10)
        MCAPRecord.append(text: topic, to: &bytes)
        MCAPRecord.append(text: "cdr", to: &bytes)
        MCAPRecord.append(text: "", to: &bytes)
      }
    }
    return bytes
  }()

  /// A message as an MCAP record.
  static func record(_ message: Message) -> [UInt8] {
    var bytes: [UInt8] = []
    MCAPRecord.append(MCAP.Opcode.message, to: &bytes) { bytes in
      bytes.append(littleEndian: message.channel)
      bytes.append(littleEndian: UInt32(truncatingIfNeeded: message.header.sequence))
      bytes.append(littleEndian: 1 as UInt64)
      bytes.append(littleEndian: 2 as UInt64)
      bytes += message.cdr
    }
    return bytes
  }

  /// A chunk of records.
  static func chunk(
    _ records: [UInt8], _ compression: MCAPCompression, size: UInt64? = nil, checksum: UInt32? = nil
  ) throws(EventFormatError) -> [UInt8] {
    let compressed = try compression.compress(records)
    var crc = CRC32()
    records.withUnsafeBytes { crc.update($0) }
    var bytes: [UInt8] = []
    MCAPRecord.append(MCAP.Opcode.chunk, to: &bytes) { bytes in
      bytes.append(littleEndian: 1 as UInt64)
      bytes.append(littleEndian: 2 as UInt64)
      bytes.append(littleEndian: size ?? UInt64(records.count))
      bytes.append(littleEndian: checksum ?? crc.value)
      MCAPRecord.append(text: compression == .none ? "" : compression.rawValue, to: &bytes)
      bytes.append(littleEndian: UInt64(compressed.count))
      bytes += compressed
    }
    return bytes
  }

  /// An MCAP file of the given parts between its first record and its end.
  static func mcap(_ parts: [UInt8]...) -> [UInt8] {
    var bytes = MCAP.magic
    MCAPRecord.append(MCAP.Opcode.header, to: &bytes) { bytes in
      MCAPRecord.append(text: "ros2", to: &bytes)
      MCAPRecord.append(text: "test", to: &bytes)
    }
    for part in parts { bytes += part }
    MCAPRecord.append(MCAP.Opcode.dataEnd, to: &bytes) { $0.append(littleEndian: 0 as UInt32) }
    MCAPRecord.append(MCAP.Opcode.footer, to: &bytes) { $0 += [UInt8](repeating: 0, count: 20) }
    return bytes + MCAP.magic
  }

  /// An MCAP file of messages outside of chunks.
  static func mcap(_ messages: [Message]) -> [UInt8] { mcap(channelRecords, messages.flatMap(record)) }

  /// Decodes an MCAP file of messages.
  static func decode(_ messages: [Message], capacity: Int = 64) -> DecodingOutcome {
    DecodingOutcome(MCAPDecoder(), of: mcap(messages), capacity: capacity)
  }
}
