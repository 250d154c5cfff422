import Settings

/// What `saccade check` prints.
struct CheckReport: Encodable {
  /// One key.
  struct Setting: Encodable {
    var key: String
    /// Nil where nothing is said and nothing stands for that.
    var value: String?
    var origin: String
    var reload: String
  }

  var files: [String]
  var settings: [Setting]
  var memory: MemoryBound

  init(_ settings: ServiceSettings, files: [String], memory: MemoryBound) {
    self.files = files
    self.settings = settings.all.map {
      Setting(key: $0.name, value: $0.value?.description, origin: $0.origin.description, reload: $0.key.reload.rawValue)
    }
    self.memory = memory
  }

  /// A table.
  var table: String {
    let rows = [["key", "value", "from", "reload"]] + settings.map { [$0.key, $0.value ?? "-", $0.origin, $0.reload] }
    let read = files.isEmpty ? "no file was read" : files.map { "read \($0)" }.joined(separator: "\n")
    return "\(read)\n\n\(TextTable.text(rows, leftAligned: [0, 1, 2, 3]))\n\n\(memory.table)"
  }
}
