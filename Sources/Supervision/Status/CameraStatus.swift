import Messages
import Pipeline
import Settings

/// How one camera is, for programs and people; all counts are of one instant, and since the start of the service.
public struct CameraStatus: Sendable, Codable, Equatable {
  /// What has become of all events: received = processed + dropped + filtered + pending.
  public struct Events: Sendable, Codable, Equatable {
    /// Events that the source has given.
    public var received: UInt64
    /// Events in timesteps that the network has run on.
    public var processed: UInt64
    /// Events that will not be processed.
    public var dropped: UInt64
    /// Events that the filters have dropped.
    public var filtered: UInt64
    /// Events on their way.
    public var pending: UInt64
  }

  /// What was dropped for one reason.
  public struct Dropped: Sendable, Codable, Equatable {
    /// Events.
    public var events: UInt64
    /// Whole timesteps.
    public var timesteps: UInt64
    /// Messages.
    public var messages: UInt64
  }

  /// The camera's name.
  public var name: String
  /// What it is doing; see `CameraState.Phase`.
  public var state: String
  /// Why, in words; may be empty.
  public var reason: String
  /// Whether it is as it should be.
  public var isReady: Bool
  /// Where its events come from.
  public var source: String
  /// The model file.
  public var model: String
  /// The first session of the pipeline that runs or ran last; 0 before the first.
  public var session: UInt64
  /// Pipelines that were started.
  public var starts: UInt64
  /// Pipelines that have failed, or could not be started.
  public var failures: UInt64
  /// Membrane states that were kept.
  public var checkpoints: UInt64
  /// What has become of all events.
  public var events: Events
  /// Events per second, over the last second.
  public var eventsPerSecond: Double
  /// Timesteps that the network has taken up.
  public var timesteps: UInt64
  /// Windows computed.
  public var windows: UInt64
  /// Windows handed to every output.
  public var publishedWindows: UInt64
  /// Detections published.
  public var detections: UInt64
  /// From the end of a window on the host's clock to the hand-over of its message.
  public var latency: LatencyStatus
  /// From the end of a timestep on the host's clock until the network has taken it up.
  public var queueing: LatencyStatus
  /// Time in the network for one timestep.
  public var inference: LatencyStatus
  /// What was dropped, by reason.
  public var dropped: [String: Dropped]
  /// Events that each filter has dropped; only filters that have dropped any.
  public var filtered: [String: UInt64]
  /// How many pixels are taken for hot; nil where none are looked for, or they are still being learnt.
  public var hotPixels: Int?
  /// What of the input was no usable event, by reason.
  public var skipped: [String: UInt64]
  /// How its recording is; nil where it is not recorded.
  public var recording: RecordingStatus?

  private enum CodingKeys: String, CodingKey {
    case name, state, reason, source, model, session, starts, failures, checkpoints, events, timesteps, windows
    case detections, latency, queueing, inference, dropped, filtered, skipped, recording
    case isReady = "ready"
    case eventsPerSecond = "events_per_second"
    case publishedWindows = "published_windows"
    case hotPixels = "hot_pixels"
  }

  init(_ snapshot: CameraSnapshot) {
    let statistics = snapshot.record.statistics
    name = snapshot.settings.name
    state = snapshot.state.phase.rawValue
    reason = snapshot.state.reason
    isReady = snapshot.state.isReady
    source = snapshot.settings.source
    model = snapshot.settings.model
    session = snapshot.session
    starts = snapshot.starts
    failures = snapshot.failures
    checkpoints = snapshot.checkpoints
    events = Events(
      received: statistics.events, processed: statistics.processedEvents, dropped: statistics.droppedEvents,
      filtered: statistics.filteredEvents, pending: statistics.pendingEvents)
    eventsPerSecond = snapshot.eventsPerSecond
    timesteps = statistics.timesteps
    windows = statistics.windows
    publishedWindows = statistics.publishedWindows
    detections = statistics.detections
    latency = LatencyStatus(statistics.latency)
    queueing = LatencyStatus(statistics.queueing)
    inference = LatencyStatus(statistics.inference)
    dropped = Dictionary(
      uniqueKeysWithValues: statistics.dropped.map {
        ($0.reason, Dropped(events: $0.events, timesteps: $0.timesteps, messages: $0.messages))
      })
    filtered = statistics.filtered
    hotPixels = snapshot.hotPixels?.count
    skipped = Dictionary(uniqueKeysWithValues: statistics.skipped.map { ($0.reason, $0.count) })
    recording = snapshot.recording.map { RecordingStatus($0.state, $0.counts) }
  }
}
