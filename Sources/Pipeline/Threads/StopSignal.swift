/// A request to stop, which also ends waits that are under way.
///
/// `@unchecked Sendable`: the flag is read and written with the monitor's mutex held.
package final class StopSignal: @unchecked Sendable {
  private let monitor = Monitor()
  private var isRaised = false

  package init() {}

  /// Asks everybody to stop.
  package func raise() {
    monitor.withLock {
      isRaised = true
      monitor.broadcast()
    }
  }

  /// Whether somebody has asked to stop.
  package var wasRaised: Bool { monitor.withLock { isRaised } }

  /// Sleeps until the monotonic clock reaches `deadlineNanoseconds`; false as soon as a stop is asked for.
  package func sleep(untilMonotonicNanoseconds deadlineNanoseconds: Int64) -> Bool {
    monitor.withLock {
      while !isRaised {
        if !monitor.wait(untilMonotonicNanoseconds: deadlineNanoseconds) { return !isRaised }
      }
      return false
    }
  }
}
