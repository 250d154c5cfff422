import EventFormats
import EventProcessing
import EventSources
import Events

/// What a recording holds, as `saccade inspect --json` writes it; values that are not known are left out.
struct InspectionReport: Encodable {
  /// An event.
  struct EventReport: Encodable {
    var t: Int64
    var x: UInt16
    var y: UInt16
    var p: UInt8

    init(_ event: Event) {
      (t, x, y, p) = (event.time, event.x, event.y, event.polarity.rawValue)
    }
  }

  /// The sensor's size and where it was taken from.
  struct Geometry: Encodable {
    var width: Int
    var height: Int
    var origin: String
  }

  /// The event rate in events per second.
  struct Rate: Encodable {
    var mean: Double?
    var peak: Double
    var peakAt: Int64
    var peakInterval: Int64

    private enum CodingKeys: String, CodingKey {
      case mean = "mean_hz"
      case peak = "peak_hz"
      case peakAt = "peak_at_us"
      case peakInterval = "peak_interval_us"
    }
  }

  /// An external trigger input.
  struct Trigger: Encodable {
    var channel: UInt8
    var rising: UInt64
    var falling: UInt64
    var first: Int64
    var last: Int64

    private enum CodingKeys: String, CodingKey {
      case channel, rising, falling
      case first = "first_us"
      case last = "last_us"
    }
  }

  /// Steps back in time.
  struct BackwardSteps: Encodable {
    var count: UInt64
    var largest: UInt64

    private enum CodingKeys: String, CodingKey {
      case count
      case largest = "largest_us"
    }
  }

  /// Times without events.
  struct Gaps: Encodable {
    var threshold: Int64
    var count: UInt64
    var total: UInt64
    var longest: UInt64?
    var longestAt: Int64?

    private enum CodingKeys: String, CodingKey {
      case count
      case threshold = "threshold_us"
      case total = "total_us"
      case longest = "longest_us"
      case longestAt = "longest_at_us"
    }
  }

  /// What was skipped for one reason.
  struct Skipped: Encodable {
    var count: UInt64
    var firstOffset: UInt64

    private enum CodingKeys: String, CodingKey {
      case count
      case firstOffset = "first_offset"
    }
  }

  /// An entry of the header.
  struct Entry: Encodable {
    var key: String
    var value: String
  }

  var path: String
  var bytes: UInt64?
  var format: String
  var variant: String
  var sensor: String?
  var geometry: Geometry?
  var duration: UInt64
  var earliest: Int64?
  var latest: Int64?
  var events: UInt64
  var onEvents: UInt64
  var onShare: Double?
  var rate: Rate?
  var first: EventReport?
  var last: EventReport?
  var triggers: [Trigger]
  var backwardSteps: BackwardSteps
  var gaps: Gaps
  var skipped: [String: Skipped]
  var suspicious: UInt64
  var timeWraps: UInt64
  var metadata: [Entry]
  var digest: String?
  var error: String?

  private enum CodingKeys: String, CodingKey {
    case path, bytes, format, variant, sensor, geometry, events, rate, first, last, triggers, gaps, skipped, metadata
    case suspicious, error
    case duration = "duration_us"
    case earliest = "earliest_us"
    case latest = "latest_us"
    case onEvents = "on_events"
    case onShare = "on_share"
    case backwardSteps = "backward_steps"
    case timeWraps = "time_wraps"
    case digest = "sha256_canonical"
  }

  init(
    path: String, byteCount: UInt64?, description: StreamDescription, statistics: DecodingStatistics,
    summary: StreamSummary, digest: String?, failure: EventSourceError?
  ) {
    self.path = path
    bytes = byteCount
    format = description.format.rawValue
    variant = description.variant
    sensor = description.sensor
    geometry = Self.geometry(description, summary)
    duration = summary.durationMicroseconds
    earliest = summary.events > 0 ? summary.earliestTime : nil
    latest = summary.events > 0 ? summary.latestTime : nil
    events = summary.events
    onEvents = summary.onEvents
    onShare = summary.onShare
    rate =
      summary.events > 0
      ? Rate(
        mean: summary.meanEventsPerSecond, peak: summary.peak.eventsPerSecond, peakAt: summary.peak.startMicroseconds,
        peakInterval: summary.peak.intervalMicroseconds) : nil
    first = summary.first.map { EventReport($0) }
    last = summary.last.map { EventReport($0) }
    triggers = summary.triggers.map {
      Trigger(
        channel: $0.channel, rising: $0.risingEdges, falling: $0.fallingEdges, first: $0.firstTime, last: $0.lastTime)
    }
    backwardSteps = BackwardSteps(count: summary.backwardSteps, largest: summary.largestBackwardStep)
    gaps = Gaps(
      threshold: summary.gapMicroseconds, count: summary.gaps, total: summary.gapTotalMicroseconds,
      longest: summary.longestGap?.durationMicroseconds, longestAt: summary.longestGap?.startMicroseconds)
    skipped = Dictionary(
      uniqueKeysWithValues: SkipReason.allCases.compactMap { reason in
        statistics.firstOffset(of: reason).map {
          (reason.label, Skipped(count: statistics[reason], firstOffset: $0))
        }
      })
    suspicious = statistics.suspicious
    timeWraps = statistics.timeWraps
    metadata = description.metadata.map { Entry(key: $0.key, value: $0.value) }
    self.digest = digest
    error = failure?.description
  }

  private static func geometry(_ description: StreamDescription, _ summary: StreamSummary) -> Geometry? {
    if let geometry = description.geometry {
      return Geometry(
        width: geometry.width, height: geometry.height, origin: (description.geometryOrigin ?? .header).rawValue)
    }
    return summary.smallestGeometry.map {
      Geometry(width: $0.width, height: $0.height, origin: StreamDescription.GeometryOrigin.events.rawValue)
    }
  }
}
