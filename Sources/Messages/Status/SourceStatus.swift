/// How a source is doing; published once a second.
///
/// Counters count from the start of the program.
public struct SourceStatus: Equatable, Sendable {
  /// The name of the camera or recording.
  public var source: String
  /// The current session.
  public var session: UInt64
  /// When this was written on the host's real-time clock, in nanoseconds since 1970.
  public var hostTimeNanoseconds: Int64
  /// The state.
  public var state: State
  /// Why the source is in this state, in words; may be empty.
  public var reason: String
  /// The end of the last window published, on the sensor's clock.
  public var sensorTimeMicroseconds: Int64
  /// Events received.
  public var events: UInt64
  /// Timesteps processed.
  public var timesteps: UInt64
  /// Windows processed.
  public var windows: UInt64
  /// Detections published.
  public var detections: UInt64
  /// Events per second, over the last second.
  public var eventsPerSecond: Double
  /// What was dropped, always in the order of the reasons' names.
  public var dropped: [Dropped] {
    didSet { dropped.sort { $0.reason < $1.reason } }
  }
  /// What was skipped in the input, always in the order of the reasons' names.
  public var skipped: [Skipped] {
    didSet { skipped.sort { $0.reason < $1.reason } }
  }
  /// From the end of a window to the hand-over of its message, over the last second.
  public var latency: Latency

  /// Creates a status.
  public init(
    source: String, session: UInt64, hostTimeNanoseconds: Int64, state: State, reason: String = "",
    sensorTimeMicroseconds: Int64 = 0, events: UInt64 = 0, timesteps: UInt64 = 0, windows: UInt64 = 0,
    detections: UInt64 = 0, eventsPerSecond: Double = 0, dropped: [Dropped] = [], skipped: [Skipped] = [],
    latency: Latency = Latency()
  ) {
    self.source = source
    self.session = session
    self.hostTimeNanoseconds = hostTimeNanoseconds
    self.state = state
    self.reason = reason
    self.sensorTimeMicroseconds = sensorTimeMicroseconds
    self.events = events
    self.timesteps = timesteps
    self.windows = windows
    self.detections = detections
    self.eventsPerSecond = eventsPerSecond
    self.dropped = dropped.sorted { $0.reason < $1.reason }
    self.skipped = skipped.sorted { $0.reason < $1.reason }
    self.latency = latency
  }
}
