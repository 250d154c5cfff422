import Events

/// One of the streams that an AEDAT 4 header lists.
struct AEDAT4Stream: Equatable, Sendable {
  var number: Int32
  var kind: FlatBufferIdentifier?
  var name: String?
  var source: String?
  var geometry: SensorGeometry?

  /// The streams listed in the header's XML, in its order.
  static func streams(in attributes: [XMLNodeAttribute]) -> [AEDAT4Stream] {
    var streams: [AEDAT4Stream] = []
    var widths: [Int32: Int] = [:]
    var heights: [Int32: Int] = [:]
    for attribute in attributes {
      guard attribute.path.count >= 2, attribute.path[0] == "outInfo", let number = Int32(attribute.path[1]) else {
        continue
      }
      let index: Int
      if let known = streams.firstIndex(where: { $0.number == number }) {
        index = known
      } else {
        index = streams.count
        streams.append(AEDAT4Stream(number: number))
      }
      switch (attribute.path.count, attribute.path.last, attribute.key) {
      case (2, _, "typeIdentifier") where attribute.value.utf8.count == 4:
        streams[index].kind = FlatBufferIdentifier(attribute.value)
      case (2, _, "originalOutputName"): streams[index].name = attribute.value
      case (3, "info", "source"): streams[index].source = attribute.value
      case (3, "info", "sizeX"): widths[number] = Int(attribute.value)
      case (3, "info", "sizeY"): heights[number] = Int(attribute.value)
      default: break
      }
    }
    for index in streams.indices {
      let number = streams[index].number
      guard let width = widths[number], let height = heights[number],
        (1...65535).contains(width), (1...65535).contains(height)
      else { continue }
      streams[index].geometry = SensorGeometry(width: width, height: height)
    }
    return streams
  }
}
