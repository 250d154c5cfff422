import EventSources
import Pipeline
import Synchronization

/// How often a test has looked at something that others hold still until it looks again.
final class Looks: Sendable {
  private let looks = Mutex(0)

  var count: Int { looks.withLock { $0 } }

  func note() { looks.withLock { $0 += 1 } }

  /// Waits for the next one, at most half a minute, so that a test that fails ends.
  func waitForNext() {
    let (first, pause) = (count, StopSignal())
    let end = HostClock.monotonicNanoseconds() + 30_000_000_000
    while count == first, HostClock.monotonicNanoseconds() < end {
      _ = pause.sleep(untilMonotonicNanoseconds: HostClock.monotonicNanoseconds() + 100_000)
    }
  }
}
