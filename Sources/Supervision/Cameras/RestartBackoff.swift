import EventSources

/// How long to wait before a failed pipeline is tried again: longer each time, and by chance, so that many that failed
/// together do not come back together.
///
/// A pure value: randomness comes in as a parameter. Source: exponential backoff with full jitter.
package struct RestartBackoff {
  package private(set) var failures: UInt64 = 0

  package init() {}

  /// Notes that the pipeline has run well for long enough.
  package mutating func succeed() { failures = 0 }

  /// Notes a failure and gives the wait.
  ///
  /// - Parameters:
  ///   - initial: the longest wait after the first failure, in microseconds.
  ///   - maximum: the longest wait ever, in microseconds.
  ///   - fraction: chance, 0..<1.
  /// - Returns: microseconds.
  package mutating func fail(initial: Int64, maximum: Int64, fraction: Double) -> Int64 {
    failures += 1
    let bounds = Backoff(firstNanoseconds: initial * 1000, longestNanoseconds: maximum * 1000)
    return Int64(Double(bounds.bound(afterFailures: Int(clamping: failures)) / 1000) * fraction)
  }
}
