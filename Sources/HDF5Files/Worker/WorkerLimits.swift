import CSystemCalls
import Glibc

/// What the kernel lets a worker process use.
struct WorkerLimits {
  /// Seconds of processor time that a worker may take between two pieces of its output.
  static let stallSeconds: UInt64 = 20
  /// Memory beside the file's own chunks, in bytes.
  static let memory: UInt64 = 192 << 20

  private let startMemory: UInt64

  /// Forbids files, core dumps and more than a few descriptors, and begins to limit memory and time.
  init() {
    startMemory = Self.addressSpace()
    _ = saccade_limit(SACCADE_CORE_SIZE, 0, 1)
    _ = saccade_limit(SACCADE_FILE_SIZE, 0, 1)
    _ = saccade_limit(SACCADE_DESCRIPTORS, 32, 1)
    // The parent's death ends the worker even while it does not write.
    _ = saccade_die_with_parent()
    allowChunks(of: 0)
    restartClock()
  }

  /// Allows `bytes` of memory for chunks beside the basic amount.
  func allowChunks(of bytes: UInt64) {
    _ = saccade_limit(SACCADE_ADDRESS_SPACE, startMemory + Self.memory + bytes, 0)
  }

  /// Gives the worker another `stallSeconds` of processor time.
  func restartClock() {
    var now = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now)
    _ = saccade_limit(SACCADE_PROCESSOR_SECONDS, UInt64(now.tv_sec) + Self.stallSeconds, 0)
  }

  /// The process's address space in bytes.
  private static func addressSpace() -> UInt64 {
    guard let file = fopen("/proc/self/statm", "r") else { return 0 }
    defer { fclose(file) }
    var text = [CChar](repeating: 0, count: 64)
    guard fgets(&text, 64, file) != nil else { return 0 }
    return strtoull(text, nil, 10) * UInt64(sysconf(Int32(_SC_PAGESIZE)))
  }
}
