import EventFormats
import Messages
import Timesteps

/// Turns a pipeline's statistics into the messages that subscribers receive once a second.
struct StatusReporter {
  private(set) var meta: SourceMeta
  private var previous: (events: UInt64, elapsedNanoseconds: Int64) = (0, 0)

  /// Creates a reporter of a pipeline that goes on from what earlier ones have done.
  init(meta: SourceMeta, earlier: PipelineStatistics = PipelineStatistics()) {
    self.meta = meta
    previous = (earlier.events, earlier.elapsedNanoseconds)
  }

  /// The session whose frames are described.
  var session: UInt64 {
    get { meta.session }
    set { meta.session = newValue }
  }

  /// The status now; its event rate is over the time since the status before.
  mutating func status(
    _ state: SourceStatus.State, statistics: PipelineStatistics, reason: String, hostTimeNanoseconds: Int64
  ) -> SourceStatus {
    let elapsed = statistics.elapsedNanoseconds - previous.elapsedNanoseconds
    let rate = elapsed > 0 ? Double(statistics.events &- previous.events) / Double(elapsed) * 1e9 : 0
    previous = (statistics.events, statistics.elapsedNanoseconds)
    return SourceStatus(
      source: meta.source, session: meta.session, hostTimeNanoseconds: hostTimeNanoseconds, state: state,
      reason: reason,
      sensorTimeMicroseconds: statistics.sensorTimeMicroseconds, events: statistics.events,
      timesteps: statistics.timesteps, windows: statistics.windows, detections: statistics.detections,
      eventsPerSecond: rate, dropped: statistics.unprocessed, skipped: statistics.skipped,
      latency: SourceStatus.Latency(
        count: statistics.latency.count, p50Nanoseconds: statistics.latency.p50Nanoseconds,
        p99Nanoseconds: statistics.latency.p99Nanoseconds, maximumNanoseconds: statistics.latency.maximumNanoseconds))
  }
}

extension PipelineStatistics {
  /// What was received but not processed or not sent on, by reason; only reasons that occurred.
  public var dropped: [SourceStatus.Dropped] {
    [
      SourceStatus.Dropped(reason: "inference_too_slow", events: droppedTimestepEvents, timesteps: droppedTimesteps),
      SourceStatus.Dropped(reason: "publishing_too_slow", messages: droppedFrames),
      SourceStatus.Dropped(reason: "send_queue_full", messages: unsentMessages),
      SourceStatus.Dropped(reason: "too_old", events: slicing.droppedTooOld),
      SourceStatus.Dropped(reason: "after_closing", events: slicing.droppedAfterClosing),
      SourceStatus.Dropped(reason: "lost_on_the_way", messages: decoding.lostPackets),
      SourceStatus.Dropped(reason: "outside_sensor", events: slicing.droppedOutsideSensor),
      SourceStatus.Dropped(reason: "unfinished_window", events: leftOverEvents, timesteps: leftOverTimesteps),
      SourceStatus.Dropped(reason: "pipeline_ended", events: abandonedEvents),
    ].filter { $0.events + $0.timesteps + $0.windows + $0.messages > 0 }
  }

  /// What was dropped and what was filtered out, as messages to subscribers say it; only reasons that occurred.
  public var unprocessed: [SourceStatus.Dropped] {
    dropped
      + filteredByReason.filter { $0.events > 0 }.map {
        SourceStatus.Dropped(reason: "filtered_\($0.reason)", events: $0.events)
      }
  }

  /// What the decoder skipped, by reason; only reasons that occurred.
  public var skipped: [SourceStatus.Skipped] {
    SkipReason.allCases.compactMap { reason in
      let count = decoding[reason]
      return count > 0 ? SourceStatus.Skipped(reason: reason.label, count: count) : nil
    }
  }
}
