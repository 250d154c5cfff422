/// The names that RAW headers have for encodings.
enum RAWEncodingName {
  /// Looks up the name in a `format` line, letter case ignored.
  ///
  /// - Throws: `unsupported` for encodings that hold no events with times, and for names that are not known.
  static func encoding(named name: String, at offset: UInt64) throws(EventFormatError) -> EventFormat {
    switch name.uppercased() {
    case "EVT2", "EVT2.0": return .evt2
    case "EVT21", "EVT2.1": return .evt21
    case "EVT3", "EVT3.0": return .evt3
    case "EVT4", "EVT4.0": return .evt4
    case "HISTO3D", "DIFF3D":
      throw EventFormatError(
        .unsupported,
        "The RAW file holds \(name) frames that the sensor has built, no events; record it as EVT2.1 or EVT3 instead",
        at: offset)
    case "AER-8B", "AER-4B":
      throw EventFormatError(
        .unsupported,
        "The RAW file holds \(name) addresses, which carry no times; record it as EVT2.1 or EVT3 instead", at: offset)
    case let name where name.hasPrefix("MTR"):
      throw EventFormatError(
        .unsupported, "The RAW file holds \(name) data, which are no events; record it as EVT2.1 or EVT3 instead",
        at: offset)
    default:
      throw EventFormatError(
        .unsupported,
        "The RAW header's format \"\(name)\" is not known; known are EVT2, EVT21, EVT3 and EVT4: "
          + "if the data are one of them, say which",
        at: offset)
    }
  }

  /// Looks up the value of the older `evt` line.
  ///
  /// - Throws: `unsupported` for versions that are not known.
  static func encoding(ofVersion version: String, at offset: UInt64) throws(EventFormatError) -> EventFormat {
    switch version {
    case "2.0", "2": return .evt2
    case "2.1": return .evt21
    case "3.0", "3": return .evt3
    case "4.0", "4": return .evt4
    default:
      throw EventFormatError(
        .unsupported,
        "The RAW header's evt version \"\(version)\" is not known; known are 2.0, 2.1, 3.0 and 4.0: "
          + "if the data are one of them, say which",
        at: offset)
    }
  }
}
