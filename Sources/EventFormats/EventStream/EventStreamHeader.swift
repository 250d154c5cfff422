import Events

/// What stands before the events of an Event Stream file.
struct EventStreamHeader: Equatable, Sendable {
  var version: [UInt8]
  var kind: EventStream.Kind
  var geometry: SensorGeometry

  /// Reads the magic, the version and the kind, and says how long the header is.
  static func byteCount(prefix: [UInt8]) throws(EventFormatError) -> Int {
    guard prefix.starts(with: EventStream.magic) else {
      throw EventFormatError(
        .notThisFormat, "An Event Stream file begins with \"Event Stream\"; this one does not", at: 0)
    }
    let version = prefix[12...14].map { "\($0)" }.joined(separator: ".")
    guard prefix[12] == EventStream.version[0] else {
      throw EventFormatError(
        .unsupported, "Event Stream version \(version) is not read; version 2 is. Convert the file with event_stream",
        at: 12)
    }
    guard let kind = EventStream.Kind(rawValue: prefix[15]) else {
      throw EventFormatError(
        .unsupported, "Event Stream type \(prefix[15]) is unknown; types 1 (DVS) and 2 (ATIS) are read", at: 15)
    }
    guard kind == .dvs || kind == .atis else {
      throw EventFormatError(
        .unsupported,
        "The Event Stream file holds \(kind == .color ? "colour" : "generic") events (type \(kind.rawValue)), which "
          + "have no polarity; types 1 (DVS) and 2 (ATIS) are read",
        at: 15)
    }
    return EventStream.prefixByteCount + 4
  }

  /// Reads a whole header.
  init(_ bytes: [UInt8]) throws(EventFormatError) {
    version = Array(bytes[12...14])
    kind = EventStream.Kind(rawValue: bytes[15]) ?? .dvs
    let width = Int(bytes[16]) | Int(bytes[17]) << 8
    let height = Int(bytes[18]) | Int(bytes[19]) << 8
    guard width > 0, height > 0 else {
      throw EventFormatError(
        .badHeader,
        "The Event Stream header says that the sensor has \(width)x\(height) pixels; both sides must be 1...65535",
        at: 16)
    }
    geometry = SensorGeometry(width: width, height: height)
  }
}
