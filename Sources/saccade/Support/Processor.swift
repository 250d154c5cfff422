import Glibc

/// The processor of this machine, as far as measured times depend on it.
enum Processor {
  private static let keys: Set<String> = [
    "vendor_id", "cpu family", "model", "model name", "stepping", "cache size", "CPU implementer", "CPU variant",
    "CPU part", "CPU revision",
  ]

  /// What the system says of the first processor; the same text on equal machines, empty where it says nothing.
  static func description() -> String {
    guard let file = fopen("/proc/cpuinfo", "r") else { return "" }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 1 << 14)
    let count = fread(&bytes, 1, bytes.count, file)
    let lines = String(decoding: bytes[..<count], as: UTF8.self).split(
      separator: "\n", omittingEmptySubsequences: false)
    return lines.prefix { !$0.isEmpty }.compactMap { line -> String? in
      let parts = line.split(separator: ":", maxSplits: 1)
      guard parts.count == 2 else { return nil }
      let (key, value) = (trimmed(parts[0]), trimmed(parts[1]))
      return keys.contains(key) ? "\(key) \(value)" : nil
    }.joined(separator: ", ")
  }

  private static func trimmed(_ text: Substring) -> String {
    String(text.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
  }
}
