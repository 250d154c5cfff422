import Glibc

/// The host's clocks, in nanoseconds.
enum HostTime {
  /// The monotonic clock.
  static func monotonic() -> Int64 { read(CLOCK_MONOTONIC) }

  /// The real-time clock, from 1970.
  static func real() -> Int64 { read(CLOCK_REALTIME) }

  private static func read(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}
