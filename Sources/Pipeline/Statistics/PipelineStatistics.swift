import EventFormats
public import EventProcessing
import Timesteps

/// What a pipeline has done since its start; every event that came in is accounted for.
public struct PipelineStatistics: Sendable {
  /// Events that the source has given, in the range that was asked for.
  public var events: UInt64 = 0
  /// What became of them in the filters.
  public var filtering = EventFilterStatistics()
  /// What became of the others in the slicer.
  public var slicing = EventCounts()
  /// Events that wait in the open timestep, or were read and not laid into one.
  public var openEvents: UInt64 = 0
  /// Events that wait in complete timesteps.
  public var queuedEvents: UInt64 = 0
  /// Events in timesteps that the network has run on.
  public var processedEvents: UInt64 = 0
  /// Events in timesteps that were given up before the network ran on them, since a window was left unfinished.
  public var leftOverEvents: UInt64 = 0
  /// Events that were on their way when the pipeline ended without having been able to publish them.
  public var abandonedEvents: UInt64 = 0
  /// Timesteps that the network has run on.
  public var timesteps: UInt64 = 0
  /// Windows published.
  public var windows: UInt64 = 0
  /// Windows that every output has been given.
  public var publishedWindows: UInt64 = 0
  /// Detections published.
  public var detections: UInt64 = 0
  /// Gaps in sensor time.
  public var gaps: UInt64 = 0
  /// Backward jumps in sensor time that started a new session.
  public var restarts: UInt64 = 0
  /// Timesteps before a discontinuity or the end of the stream that did not fill a window.
  public var leftOverTimesteps: UInt64 = 0
  /// Whole timesteps dropped because inference was too slow, and the events in them.
  public var droppedTimesteps: UInt64 = 0
  /// The events in `droppedTimesteps`.
  public var droppedTimestepEvents: UInt64 = 0
  /// Frames dropped because publishing was too slow.
  public var droppedFrames: UInt64 = 0
  /// Messages that ZeroMQ would not take.
  public var unsentMessages: UInt64 = 0
  /// What the decoder has read and skipped.
  public var decoding = DecodingStatistics()
  /// The end of the last window published, in microseconds on the sensor's clock.
  public var sensorTimeMicroseconds: Int64 = 0
  /// How much of the input has been read, 0...1; nil where the end is not known.
  public var inputFraction: Double?
  /// From the end of a window on the host's clock to the hand-over of its message.
  public var latency = LatencySummary()
  /// From the end of a timestep on the host's clock to the moment the network took it up.
  public var queueing = LatencySummary()
  /// Time in the network for one timestep.
  public var inference = LatencySummary()
  /// Nanoseconds since the pipeline started.
  public var elapsedNanoseconds: Int64 = 0

  /// Creates statistics of nothing.
  public init() {}

  /// Events that will not be processed for any reason but that a filter was to drop them.
  public var droppedEvents: UInt64 {
    slicing.dropped &+ droppedTimestepEvents &+ leftOverEvents &+ abandonedEvents
  }

  /// Events that the filters in front of the slicer have dropped.
  public var filteredEvents: UInt64 { filtering.dropped }

  /// Events that each of these filters has dropped, in their order.
  public var filteredByReason: [(reason: String, events: UInt64)] {
    [
      ("region", filtering.droppedByRegion), ("hot_pixels", filtering.droppedByHotPixels),
      ("refractory", filtering.droppedByRefractoryTime), ("support", filtering.droppedBySupport),
      ("rate_limit", filtering.droppedByRate),
    ]
  }

  /// The same by name; only filters that have dropped any.
  public var filtered: [String: UInt64] {
    Dictionary(uniqueKeysWithValues: filteredByReason.filter { $0.events > 0 }.map { ($0.reason, $0.events) })
  }

  /// Events on their way; `events` is at any instant the sum of this, `processedEvents`, `droppedEvents` and `filteredEvents`.
  public var pendingEvents: UInt64 { openEvents &+ queuedEvents }

  /// Events received for each second of host time.
  public var eventsPerSecond: Double {
    elapsedNanoseconds > 0 ? Double(events) / Double(elapsedNanoseconds) * 1e9 : 0
  }
}
