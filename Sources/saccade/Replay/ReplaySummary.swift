import EventFormats
import EventSources
import FoundationEssentials
import Messages
import Pipeline
import Supervision
import Timesteps

/// What a replay has done, for people and for programs.
struct ReplaySummary: Encodable {
  /// A latency's distribution in milliseconds.
  struct Latency: Encodable {
    var count: UInt64
    var p50: Double
    var p99: Double
    var max: Double

    init(_ summary: LatencySummary) {
      count = summary.count
      p50 = Double(summary.p50Nanoseconds) / 1e6
      p99 = Double(summary.p99Nanoseconds) / 1e6
      max = Double(summary.maximumNanoseconds) / 1e6
    }

    private enum CodingKeys: String, CodingKey {
      case count
      case p50 = "p50_ms"
      case p99 = "p99_ms"
      case max = "max_ms"
    }
  }

  /// What was dropped for one reason.
  struct Dropped: Encodable {
    var events: UInt64
    var timesteps: UInt64
    var messages: UInt64
  }

  var recording: String
  var camera: String
  var session: UInt64
  var seconds: Double
  var events: UInt64
  var eventsPerSecond: Double
  var timesteps: UInt64
  var windows: UInt64
  var detections: UInt64
  var lateEvents: UInt64
  var backwardSteps: UInt64
  var gaps: UInt64
  var restarts: UInt64
  var latency: Latency
  var inference: Latency
  var dropped: [String: Dropped]
  /// Events that each filter has dropped; only filters that have dropped any.
  var filtered: [String: UInt64]
  /// How many pixels are taken for hot; nil where none are looked for, or the replay was too short to find them.
  var hotPixels: Int?
  var skipped: [String: UInt64]
  /// How a live source has done; nil for recordings.
  var source: LiveSourceSummary?
  /// What was recorded into a folder, and what not; nil where nothing was to be.
  var recorded: RecordingStatus?

  init(
    recording: String, camera: String, session: UInt64, statistics: PipelineStatistics, hotPixels: Int? = nil,
    health: SourceHealth? = nil, recorded: RecordingStatus? = nil
  ) {
    source = health.map { LiveSourceSummary($0) }
    self.recorded = recorded
    self.recording = recording
    self.camera = camera
    self.session = session
    seconds = Double(statistics.elapsedNanoseconds) / 1e9
    events = statistics.events
    eventsPerSecond = statistics.eventsPerSecond
    timesteps = statistics.timesteps
    windows = statistics.windows
    detections = statistics.detections
    lateEvents = statistics.slicing.late
    backwardSteps = statistics.decoding.backwardSteps
    gaps = statistics.gaps
    restarts = statistics.restarts
    latency = Latency(statistics.latency)
    inference = Latency(statistics.inference)
    dropped = Dictionary(
      uniqueKeysWithValues: statistics.dropped.map {
        ($0.reason, Dropped(events: $0.events, timesteps: $0.timesteps, messages: $0.messages))
      })
    filtered = statistics.filtered
    self.hotPixels = hotPixels
    skipped = Dictionary(uniqueKeysWithValues: statistics.skipped.map { ($0.reason, $0.count) })
  }

  private enum CodingKeys: String, CodingKey {
    case recording, camera, session, seconds, events, timesteps, windows, detections, gaps, restarts, latency
    case inference, dropped, filtered, skipped, source, recorded
    case eventsPerSecond = "events_per_second"
    case hotPixels = "hot_pixels"
    case lateEvents = "late_events"
    case backwardSteps = "backward_steps"
  }

  /// A table.
  func table() -> String {
    var rows: [(String, String)] = [
      ("recording", recording),
      ("events", "\(Format.count(events))  (\(Format.eventRate(perSecond: eventsPerSecond)))"),
      ("timesteps", Format.count(timesteps)),
      ("windows", Format.count(windows)),
      ("detections", Format.count(detections)),
      ("latency", Self.text(latency)),
      ("inference", Self.text(inference)),
    ]
    if gaps > 0 { rows.append(("gaps", Format.count(gaps))) }
    if restarts > 0 { rows.append(("restarts", Format.count(restarts))) }
    if lateEvents > 0 { rows.append(("late events", Format.count(lateEvents))) }
    if let hotPixels { rows.append(("hot pixels", Format.count(UInt64(hotPixels)))) }
    for (reason, count) in filtered.sorted(by: { $0.key < $1.key }) {
      rows.append(("filtered", "\(Format.count(count)) events  \(reason)"))
    }
    for (reason, count) in skipped.sorted(by: { $0.key < $1.key }) {
      rows.append(("skipped", "\(Format.count(count))  \(reason)"))
    }
    for (reason, loss) in dropped.sorted(by: { $0.key < $1.key }) {
      let parts = [(loss.events, "events"), (loss.timesteps, "timesteps"), (loss.messages, "messages")]
        .filter { $0.0 > 0 }.map { "\(Format.count($0.0)) \($0.1)" }
      rows.append(("dropped", "\(parts.joined(separator: ", "))  \(reason)"))
    }
    if let source { rows += source.rows }
    if let recorded {
      let counts = "\(Format.count(recorded.events)) events, \(Format.count(recorded.windows)) windows"
      rows.append(("recorded", "\(counts) in \(recorded.files) \(recorded.files == 1 ? "file" : "files")"))
      for (reason, loss) in recorded.lost.sorted(by: { $0.key < $1.key }) {
        let counts = "\(Format.count(loss.events)) events, \(Format.count(loss.windows)) windows"
        rows.append(("unrecorded", "\(counts)  \(reason)"))
      }
    }
    if skipped.isEmpty && dropped.isEmpty && source?.hasLosses != true && recorded?.lost.isEmpty != false {
      rows.append(("lost", "nothing dropped, nothing skipped"))
    }
    return rows.map { "\(Format.left($0.0, width: 12))\($0.1)\n" }.joined()
  }

  /// The distribution in one line.
  static func text(_ latency: Latency) -> String {
    guard latency.count > 0 else { return "-" }
    let values = [("p50", latency.p50), ("p99", latency.p99), ("max", latency.max)]
    return values.map { "\($0.0) \(Format.decimal($0.1, digits: 2)) ms" }.joined(separator: "   ")
  }
}
