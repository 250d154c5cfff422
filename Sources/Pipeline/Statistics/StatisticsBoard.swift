import Synchronization
import Telemetry

/// Where a pipeline's threads write what they have done, and others read it.
final class StatisticsBoard: Sendable {
  private let statistics = Mutex(PipelineStatistics())
  private let latencies = Mutex(LatencyHistogram())
  private let inferences = Mutex(LatencyHistogram())
  private let endNanoseconds = Mutex<Int64?>(nil)
  private let startNanoseconds = HostClock.monotonicNanoseconds()

  init() {}

  /// Changes the statistics; called a few times for each timestep.
  func update(_ change: (inout PipelineStatistics) -> Void) {
    statistics.withLock { change(&$0) }
  }

  /// Notes how long after the end of its window a frame was published; earlier, where clocks were set, counts as 0.
  func recordLatency(nanoseconds: Int64) {
    latencies.withLock { $0.record(nanoseconds: UInt64(clamping: nanoseconds)) }
  }

  /// Notes how long the network took for a timestep.
  func recordInference(nanoseconds: Int64) {
    inferences.withLock { $0.record(nanoseconds: UInt64(clamping: nanoseconds)) }
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
    // Summed up where somebody asks, not for every timestep.
    snapshot.latency = latencies.withLock { LatencySummary($0) }
    snapshot.inference = inferences.withLock { LatencySummary($0) }
    let now = endNanoseconds.withLock { $0 } ?? HostClock.monotonicNanoseconds()
    snapshot.elapsedNanoseconds = now - startNanoseconds
    return snapshot
  }
}
