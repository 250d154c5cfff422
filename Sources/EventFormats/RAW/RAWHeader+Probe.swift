extension RAWHeader {
  /// Recognises files by the keys that only RAW headers have.
  static let probe = FormatProbe(.raw) { start, isAll in
    var lines = ASCIIHeader()
    guard (try? lines.consume(start)) != nil else { return .no }
    let isRAW = ["format", "evt", "system_ID", "plugin_name", "sensor_generation"].contains {
      lines.value(of: $0) != nil
    }
    if isRAW { return .yes }
    return lines.isComplete || isAll ? .no : .needsMoreBytes
  }
}
