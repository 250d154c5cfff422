import EventFormats
import Events

/// An AEDAT 4 file put together byte by byte for a test.
struct AEDAT4File {
  /// A packet: a stream's number and its content before compression.
  struct Packet {
    var stream: Int32
    var content: [UInt8]
    /// What is written in place of the size of the compressed content.
    var statedSize: Int32?
  }

  var compression: Int32 = 0
  var tablePosition: Int64 = -1
  var streams: [(number: Int, kind: String, source: String)] = [(0, "EVTS", "camera"), (1, "TRIG", "camera")]
  var geometry: SensorGeometry? = SensorGeometry(width: 346, height: 260)
  var packets: [Packet] = []
  var tail: [UInt8] = []

  static func little(_ number: some FixedWidthInteger & BitwiseCopyable) -> [UInt8] {
    withUnsafeBytes(of: number.littleEndian) { Array($0) }
  }

  private var description: String {
    var text =
      "<?xml version=\"1.0\"?>\n<!-- a > comment -->\n<dv version=\"2.0\">\n <node name=\"outInfo\" path=\"/outInfo/\">\n"
    for stream in streams {
      text += "  <node name='\(stream.number)' path=\"/outInfo/\(stream.number)/\">\n"
      text +=
        "   <attr key=\"typeIdentifier\" type=\"string\">\(stream.kind)</attr><attr key=\"empty\" type=\"string\"/>\n"
      text +=
        "   <attr type=\"string\" key=\"originalOutputName\">\(stream.kind.lowercased())</attr>\n   <node name=\"info\">\n"
      if let geometry {
        text +=
          "    <attr key=\"sizeX\" type=\"int\">\(geometry.width)</attr><attr key=\"sizeY\" type=\"int\">\(geometry.height)</attr>\n"
      }
      text += "    <attr key=\"source\" type=\"string\">\(stream.source)</attr>\n   </node>\n  </node>\n"
    }
    return text + " </node>\n</dv>\n"
  }

  /// The magic and the header, laid out as the recorder of DV does.
  var headerBytes: [UInt8] {
    let text = Array(description.utf8)
    var buffer: [UInt8] = Self.little(UInt32(24)) + Array("IOHE".utf8) + [0, 0, 0, 0, 0, 0]
    buffer += [10, 0, 24, 0, 4, 0, 12, 0, 8, 0]
    buffer += Self.little(Int32(10)) + Self.little(compression) + Self.little(UInt32(16)) + Self.little(tablePosition)
    buffer += [0, 0, 0, 0] + Self.little(UInt32(text.count)) + text + [0]
    return Array("#!AER-DAT4.0\r\n".utf8) + Self.little(UInt32(buffer.count)) + buffer
  }

  static func packetBytes(_ packet: Packet, compression: Int32) -> [UInt8] {
    let body: [UInt8] =
      switch compression {
      case 1, 2: LZ4Frame.compress(packet.content, level: 0) ?? []
      case 3, 4: ZstdFrame.compress(packet.content, level: 3) ?? []
      default: packet.content
      }
    return little(packet.stream) + little(packet.statedSize ?? Int32(body.count)) + body
  }

  var bytes: [UInt8] {
    headerBytes + packets.flatMap { Self.packetBytes($0, compression: compression) } + tail
  }

  /// A record of an event, with a polarity of any value.
  static func record(_ time: Int64, _ x: Int16, _ y: Int16, _ polarity: UInt8) -> [UInt8] {
    little(time) + little(x) + little(y) + [polarity, 0, 0, 0]
  }

  static func records(_ events: [Event]) -> [UInt8] {
    events.flatMap { record($0.time, Int16(bitPattern: $0.x), Int16(bitPattern: $0.y), $0.polarity.rawValue) }
  }

  /// A size-prefixed buffer with one vector of structs of 16 bytes.
  static func structs(_ records: [UInt8], identifier: String = "EVTS", tail: [UInt8] = []) -> [UInt8] {
    var buffer: [UInt8] =
      little(UInt32(16)) + Array(identifier.utf8) + [0, 0, 6, 0, 8, 0, 4, 0, 6, 0, 0, 0, 4, 0, 0, 0]
    buffer += little(UInt32(records.count / 16)) + records + tail
    return little(UInt32(buffer.count)) + buffer
  }

  /// The same with the list of fields after the events, and bytes that do not matter before the table.
  static func structsBeforeFields(_ records: [UInt8]) -> [UInt8] {
    let table = 28
    let fields = table + 12 + records.count
    var buffer: [UInt8] = little(UInt32(table)) + Array("EVTS".utf8) + [UInt8](repeating: 0xEE, count: 20)
    buffer += little(Int32(table - fields)) + little(UInt32(4)) + little(UInt32(records.count / 16)) + records
    buffer += [6, 0, 8, 0, 4, 0]
    return little(UInt32(buffer.count)) + buffer
  }

  /// A size-prefixed buffer of trigger tables with lists of fields of their own.
  static func triggers(_ triggers: [(time: Int64, kind: Int8)]) -> [UInt8] {
    var buffer: [UInt8] = little(UInt32(16)) + Array("TRIG".utf8) + [0, 0, 6, 0, 8, 0, 4, 0, 6, 0, 0, 0, 4, 0, 0, 0]
    buffer += little(UInt32(triggers.count))
    let offsets = buffer.count
    buffer += [UInt8](repeating: 0, count: 4 * triggers.count)
    for (index, trigger) in triggers.enumerated() {
      // A kind of 0 is the default and left out.
      let fields: [UInt8] = trigger.kind == 0 ? [6, 0, 16, 0, 8, 0, 0, 0] : [8, 0, 16, 0, 8, 0, 4, 0]
      buffer += fields
      let offset = UInt32(buffer.count - (offsets + 4 * index))
      buffer.replaceSubrange((offsets + 4 * index)..<(offsets + 4 * index + 4), with: little(offset))
      buffer += little(Int32(8)) + [UInt8(bitPattern: trigger.kind), 0, 0, 0] + little(trigger.time)
    }
    return little(UInt32(buffer.count)) + buffer
  }
}
