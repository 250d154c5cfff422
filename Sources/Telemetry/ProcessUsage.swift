import Glibc

/// What this process takes of the machine, as the kernel counts it; 0 where it does not say.
public struct ProcessUsage: Sendable, Equatable {
  /// Resident memory.
  public var residentBytes: UInt64 = 0
  /// The largest resident memory since the start, or since `forgetPeak`.
  public var peakBytes: UInt64 = 0
  /// Threads.
  public var threads: UInt64 = 0
  /// Open file descriptors.
  public var openFiles: UInt64 = 0

  /// The numbers now.
  public static var current: ProcessUsage {
    var usage = ProcessUsage()
    if let file = fopen("/proc/self/status", "re") {
      defer { fclose(file) }
      var line = [CChar](repeating: 0, count: 256)
      while fgets(&line, Int32(line.count), file) != nil {
        let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let words = text.split { " \t\n".contains($0) }
        guard words.count > 1, let number = UInt64(words[1]) else { continue }
        switch words[0] {
        case "VmRSS:": usage.residentBytes = number * 1024
        case "VmHWM:": usage.peakBytes = number * 1024
        case "Threads:": usage.threads = number
        default: continue
        }
      }
    }
    if let directory = opendir("/proc/self/fd") {
      defer { closedir(directory) }
      while readdir(directory) != nil { usage.openFiles += 1 }
      // The folder itself, and the two names that every folder has.
      usage.openFiles -= min(usage.openFiles, 3)
    }
    return usage
  }

  /// Lets the peak begin anew.
  public static func forgetPeak() {
    guard let file = fopen("/proc/self/clear_refs", "w") else { return }
    fputs("5", file)
    fclose(file)
  }
}
