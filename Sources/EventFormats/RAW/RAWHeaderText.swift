import Events

/// The text header of a RAW file to be written.
///
/// The vendor's software opens files only with an integrator and a plugin that it knows, hence these entries.
enum RAWHeaderText {
  /// The header's bytes: keys in alphabetic order, then the end line.
  ///
  /// - Parameters:
  ///   - name: the encoding's name in the `format` line.
  ///   - formatOptions: further options of the `format` line.
  ///   - version: the value of the `evt` line for old readers; nil for encodings that they do not know.
  /// - Throws: `notRepresentable` for metadata that cannot stand in a header line.
  static func bytes(
    name: String, formatOptions: [String: String] = [:], version: String?, options: RAWEncodingOptions
  ) throws(EventFormatError) -> [UInt8] {
    var formatOptions = formatOptions
    var entries = [
      "camera_integrator_name": "Prophesee", "plugin_integrator_name": "Prophesee",
      "plugin_name": "hal_plugin_prophesee",
    ]
    for entry in options.metadata where !ownKeys.contains(entry.key.lowercased()) {
      try check(entry)
      entries[entry.key] = entry.value
    }
    if let geometry = options.geometry {
      formatOptions["width"] = String(geometry.width)
      formatOptions["height"] = String(geometry.height)
      entries["geometry"] = geometry.description
    }
    if let version { entries["evt"] = version }
    if options.timeOffsetMicroseconds != 0 { entries["t0"] = String(options.timeOffsetMicroseconds) }
    entries["format"] = ([name] + formatOptions.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" })
      .joined(separator: ";")
    let lines = entries.sorted { $0.key < $1.key }.map { "% \($0.key) \($0.value)\n" }
    return Array((lines.joined() + "% end\n").utf8)
  }

  private static let ownKeys: Set<String> = ["format", "evt", "geometry", "endianness", "t0", "width", "height", "end"]

  private static func check(_ entry: StreamDescription.Entry) throws(EventFormatError) {
    let isPlain = (entry.key + entry.value).utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
    let lineByteCount = entry.key.utf8.count + entry.value.utf8.count + 4
    guard !entry.key.isEmpty, !entry.key.contains(" "), isPlain, lineByteCount < ASCIIHeader.lineByteLimit else {
      throw EventFormatError(
        .notRepresentable,
        "The entry \"\(entry.key.prefix(40))\" = \"\(entry.value.prefix(40))\" cannot stand in a RAW header: the key is one "
          + "word, both have no control characters and less than \(ASCIIHeader.lineByteLimit) bytes; leave it out",
        at: 0)
    }
  }
}
