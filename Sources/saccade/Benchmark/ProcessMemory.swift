import Glibc

/// The memory of this process as the kernel counts it.
enum ProcessMemory {
  /// The largest resident size since the process began, or since `forgetPeak`, in bytes; nil where the system does not say.
  static var peakBytes: Int? {
    guard let file = fopen("/proc/self/status", "r") else { return nil }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 256)
    while fgets(&line, Int32(line.count), file) != nil {
      let words = line.prefix { $0 != 0 }.split { [32, 9, 10].contains($0) }
      guard words.count >= 2, words[0].elementsEqual("VmHWM:".utf8.map { CChar($0) }) else { continue }
      return Int(String(decoding: words[1].map { UInt8(bitPattern: $0) }, as: UTF8.self)).map { $0 * 1024 }
    }
    return nil
  }

  /// Lets the peak begin anew.
  static func forgetPeak() {
    guard let file = fopen("/proc/self/clear_refs", "w") else { return }
    fputs("5", file)
    fclose(file)
  }
}
