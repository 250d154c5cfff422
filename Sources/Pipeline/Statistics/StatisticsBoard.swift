import Synchronization

/// Where a pipeline's threads write what they have done, and others read it.
final class StatisticsBoard: Sendable {
  private let statistics = Mutex(PipelineStatistics())
  private let endNanoseconds = Mutex<Int64?>(nil)
  private let startNanoseconds = HostClock.monotonicNanoseconds()

  init() {}

  /// Changes the statistics; called a few times for each timestep.
  func update(_ change: (inout PipelineStatistics) -> Void) {
    statistics.withLock { change(&$0) }
  }

  /// Notes that everything has been published.
  func end() {
    let now = HostClock.monotonicNanoseconds()
    endNanoseconds.withLock { $0 = now }
  }

  /// Whether everything has been published.
  var hasEnded: Bool { endNanoseconds.withLock { $0 != nil } }

  /// The statistics now.
  var snapshot: PipelineStatistics {
    var snapshot = statistics.withLock { $0 }
    let now = endNanoseconds.withLock { $0 } ?? HostClock.monotonicNanoseconds()
    snapshot.elapsedNanoseconds = now - startNanoseconds
    return snapshot
  }
}
