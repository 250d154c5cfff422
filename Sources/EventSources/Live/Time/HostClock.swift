import Glibc

/// The host's clocks.
package enum HostClock {
  /// Nanoseconds of the monotonic clock.
  package static func monotonicNanoseconds() -> Int64 { read(CLOCK_MONOTONIC) }

  /// Nanoseconds since 1970 of the host's real-time clock.
  package static func realTimeNanoseconds() -> Int64 { read(CLOCK_REALTIME) }

  /// Nanoseconds of processor time of the calling thread.
  package static func threadNanoseconds() -> Int64 { read(CLOCK_THREAD_CPUTIME_ID) }

  private static func read(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}
