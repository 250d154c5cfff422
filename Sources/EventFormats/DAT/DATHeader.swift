import Events

/// What stands before the records of a DAT file.
struct DATHeader: Sendable {
  var eventType = DAT.EventType.event2D
  var version = DAT.Version.two
  var geometry: SensorGeometry?
  var geometryOrigin: StreamDescription.GeometryOrigin?
  var entries: [StreamDescription.Entry] = []

  /// The header of a file that begins with its records.
  init(geometryOption: SensorGeometry?) {
    geometry = geometryOption
    geometryOrigin = geometryOption == nil ? nil : .option
  }

  /// Reads the text lines; type and size follow with `setType`.
  init(lines: ASCIIHeader, geometryOption: SensorGeometry?) throws(EventFormatError) {
    self.init(geometryOption: geometryOption)
    guard DAT.isPlausible(lines) else {
      throw EventFormatError(
        .notThisFormat,
        "The text header is that of a Prophesee RAW file (it has \"% end\", \"% format\" or \"% evt\"), not of a DAT file; "
          + "read it as raw",
        at: 0)
    }
    entries = lines.entries
    if let text = lines.value(of: "Version") {
      guard let number = Int(text) else {
        throw EventFormatError(
          .badHeader, "The header's Version is \"\(text.prefix(40))\"; it must be 1 or 2", at: 0)
      }
      guard let known = DAT.Version(rawValue: number) else {
        throw EventFormatError(.unsupported, "DAT version \(number) is unknown; versions 1 and 2 are read", at: 0)
      }
      version = known
    }
    if geometry == nil {
      geometry = try Self.geometry(lines)
      geometryOrigin = geometry == nil ? nil : .header
    }
  }

  /// Takes the two bytes after the text.
  mutating func setType(_ type: UInt8, recordByteCount: UInt8, at offset: UInt64) throws(EventFormatError) {
    guard type != DAT.opticalFlowType else {
      throw EventFormatError(
        .unsupported, "The DAT file holds optical flow (type 0x28), not events; record change-detection events instead",
        at: offset)
    }
    guard let known = DAT.EventType(rawValue: type) else {
      throw EventFormatError(
        .unsupported,
        "DAT event type 0x\(hexadecimal(type)) is unknown; types 0x00, 0x0C (change detection) and 0x0E (triggers) are read",
        at: offset)
    }
    guard Int(recordByteCount) == DAT.recordByteCount else {
      throw EventFormatError(
        .badHeader,
        "The header says that a record of type 0x\(hexadecimal(type)) has \(recordByteCount) bytes; it must be 8",
        at: offset + 1)
    }
    eventType = known
  }

  var description: StreamDescription {
    StreamDescription(
      format: .dat, variant: "version \(version.rawValue), type 0x\(hexadecimal(eventType.rawValue))",
      geometry: geometry, geometryOrigin: geometryOrigin, metadata: entries)
  }

  private static func geometry(_ lines: ASCIIHeader) throws(EventFormatError) -> SensorGeometry? {
    let sides = (lines.value(of: "Width"), lines.value(of: "Height"))
    guard sides != (nil, nil) else { return nil }
    guard let width = sides.0, let height = sides.1, let geometry = SensorGeometry(parsing: "\(width)x\(height)") else {
      throw EventFormatError(
        .badHeader,
        "The header's Width is \(quoted(sides.0)) and its Height \(quoted(sides.1)); both must be 1...65535, or both absent. "
          + "Give the sensor's size yourself to read the file all the same",
        at: 0)
    }
    return geometry
  }

  private static func quoted(_ value: String?) -> String { value.map { "\"\($0.prefix(40))\"" } ?? "absent" }
}

/// Two hexadecimal digits.
private func hexadecimal(_ byte: UInt8) -> String {
  let digits = String(byte, radix: 16, uppercase: true)
  return byte < 16 ? "0\(digits)" : digits
}
