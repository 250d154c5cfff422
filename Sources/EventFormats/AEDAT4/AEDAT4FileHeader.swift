import Events

/// The bytes that an AEDAT 4 file is begun with.
struct AEDAT4FileHeader {
  /// The numbers of the streams that are written.
  static let eventStream: Int32 = 0
  static let triggerStream: Int32 = 1

  var compression: AEDAT4.Compression
  var geometry: SensorGeometry?
  var source: String
  /// Where the table of packets begins; -1 where there is none.
  var tablePosition: Int64 = -1

  /// The magic line, the size of the header and the header.
  var bytes: [UInt8] {
    let text = description
    var buffer = FlatBufferBytes()
    // The root table at 24; the list of its fields at 14.
    buffer.append(UInt32(24))
    buffer.append(AEDAT4.header.bytes)
    buffer.append([UInt8](repeating: 0, count: 6))
    for entry in [10, 20, 4, 8, 16] as [UInt16] { buffer.append(entry) }
    buffer.append(Int32(10))
    buffer.append(compression.rawValue)
    buffer.append(tablePosition)
    buffer.append(UInt32(4))
    buffer.append(UInt32(text.utf8.count))
    buffer.append(text.utf8)
    buffer.append([0])
    buffer.align(to: 8)
    var size = FlatBufferBytes()
    size.append(UInt32(buffer.byteCount))
    return AEDAT4.magic + size.bytes + buffer.bytes
  }

  private var description: String {
    var text = "<dv version=\"2.0\"><node name=\"outInfo\" path=\"/mainloop/Recorder/outInfo/\">"
    for (number, name, kind, what) in [
      (Self.eventStream, "events", "EVTS", "Array of events (polarity ON/OFF)."),
      (Self.triggerStream, "triggers", "TRIG", "External triggers and special signals."),
    ] {
      let path = "/mainloop/Recorder/outInfo/\(number)/"
      text += "<node name=\"\(number)\" path=\"\(path)\">"
      for (key, value) in [
        ("compression", compression.label), ("originalModuleName", "saccade"), ("originalOutputName", name),
        ("typeDescription", what), ("typeIdentifier", kind),
      ] {
        text += attribute(key, "string", value)
      }
      text += "<node name=\"info\" path=\"\(path)info/\">"
      if let geometry, number == Self.eventStream {
        text += attribute("sizeX", "int", "\(geometry.width)") + attribute("sizeY", "int", "\(geometry.height)")
      }
      text += attribute("source", "string", source) + attribute("tsOffset", "long", "0") + "</node></node>"
    }
    return text + "</node></dv>"
  }

  private func attribute(_ key: String, _ type: String, _ value: String) -> String {
    var escaped = ""
    for character in value {
      switch character {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      default: escaped.append(character)
      }
    }
    return "<attr key=\"\(key)\" type=\"\(type)\">\(escaped)</attr>"
  }
}

extension AEDAT4.Compression {
  /// The name in the header's XML.
  fileprivate var label: String {
    switch self {
    case .none: "NONE"
    case .lz4: "LZ4"
    case .lz4High: "LZ4_HIGH"
    case .zstd: "ZSTD"
    case .zstdHigh: "ZSTD_HIGH"
    }
  }
}
