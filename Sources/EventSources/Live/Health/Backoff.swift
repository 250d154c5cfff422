/// How long to wait before the next attempt to connect: bounds that double, with full jitter, so that many clients of a server
/// that comes back do not come all at once.
public struct Backoff: Equatable, Sendable {
  /// The bound of the first wait in nanoseconds.
  public var firstNanoseconds: Int64
  /// The largest bound in nanoseconds.
  public var longestNanoseconds: Int64

  /// Creates bounds; both at least 1, the first at most the longest, or else they are brought there.
  public init(firstNanoseconds: Int64 = 250_000_000, longestNanoseconds: Int64 = 30_000_000_000) {
    self.longestNanoseconds = max(longestNanoseconds, 1)
    self.firstNanoseconds = min(max(firstNanoseconds, 1), self.longestNanoseconds)
  }

  /// The bound of the wait after so many failures in a row, at least 1.
  public func bound(afterFailures failures: Int) -> Int64 {
    let doublings = min(max(failures, 1) - 1, 62)
    let (bound, overflows) = firstNanoseconds.multipliedReportingOverflow(by: 1 << Int64(doublings))
    return overflows ? longestNanoseconds : min(bound, longestNanoseconds)
  }

  /// A wait after so many failures in a row: anything from 0 to the bound.
  public func wait(afterFailures failures: Int, using generator: inout some RandomNumberGenerator) -> Int64 {
    Int64.random(in: 0...bound(afterFailures: failures), using: &generator)
  }
}
