import EventProcessing
import EventSources
import Synchronization
import Telemetry

/// Where a pipeline's threads write what they have done, and others read it.
final class StatisticsBoard: Sendable {
  private let statistics = Mutex(PipelineStatistics())
  private let latencies: Mutex<LatencyHistogram>
  private let queueings: Mutex<LatencyHistogram>
  private let inferences: Mutex<LatencyHistogram>
  private let knownHotPixels = Mutex<[PixelPosition]?>(nil)
  private let endNanoseconds = Mutex<Int64?>(nil)
  private let startNanoseconds = HostClock.monotonicNanoseconds()
  private let earlier: PipelineStatistics

  /// Creates a board that goes on from what earlier pipelines have done.
  init(continuing record: PipelineRecord = PipelineRecord()) {
    earlier = record.statistics
    latencies = Mutex(record.latency)
    queueings = Mutex(record.queueing)
    inferences = Mutex(record.inference)
  }

  /// Changes the statistics; called a few times for each timestep.
  func update(_ change: (inout PipelineStatistics) -> Void) {
    statistics.withLock { change(&$0) }
  }

  /// Notes how long after the end of its window a frame was published; earlier, where clocks were set, counts as 0.
  func recordLatency(nanoseconds: Int64) {
    latencies.withLock { $0.record(nanoseconds: UInt64(clamping: nanoseconds)) }
  }

  /// Notes how long a timestep has waited for the network; less than nothing, where clocks were set, counts as 0.
  func recordQueueing(nanoseconds: Int64) {
    queueings.withLock { $0.record(nanoseconds: UInt64(clamping: nanoseconds)) }
  }

  /// Notes how long the network took for a timestep.
  func recordInference(nanoseconds: Int64) {
    inferences.withLock { $0.record(nanoseconds: UInt64(clamping: nanoseconds)) }
  }

  /// Notes which pixels are hot; told once.
  func tell(hotPixels: [PixelPosition]) { knownHotPixels.withLock { $0 = hotPixels } }

  /// The pixels that are hot; nil before they are told.
  var hotPixels: [PixelPosition]? { knownHotPixels.withLock { $0 } }

  /// Notes that everything has been published.
  func end() {
    let now = HostClock.monotonicNanoseconds()
    endNanoseconds.withLock { $0 = now }
  }

  /// Counts as abandoned what is still on its way; only once all threads have ended.
  func settle() {
    update {
      $0.abandonedEvents += $0.openEvents + $0.queuedEvents
      $0.openEvents = 0
      $0.queuedEvents = 0
    }
  }

  /// Whether everything has been published.
  var hasEnded: Bool { endNanoseconds.withLock { $0 != nil } }

  /// The statistics now.
  var snapshot: PipelineStatistics {
    var snapshot = counts
    // Summed up where somebody asks, not for every timestep.
    snapshot.latency = latencies.withLock { LatencySummary($0) }
    snapshot.queueing = queueings.withLock { LatencySummary($0) }
    snapshot.inference = inferences.withLock { LatencySummary($0) }
    return snapshot
  }

  /// Everything now, with the whole distributions.
  var record: PipelineRecord {
    var record = PipelineRecord()
    record.statistics = snapshot
    record.latency = latencies.withLock { $0 }
    record.queueing = queueings.withLock { $0 }
    record.inference = inferences.withLock { $0 }
    return record
  }

  /// The statistics now without the distributions.
  var counts: PipelineStatistics {
    var own = statistics.withLock { $0 }
    let now = endNanoseconds.withLock { $0 } ?? HostClock.monotonicNanoseconds()
    own.elapsedNanoseconds = now - startNanoseconds
    var counts = earlier
    counts += own
    return counts
  }
}
