public import Detections
public import Events

/// What was detected in one window of one source; published for every window, also when nothing was detected.
public struct DetectionFrame: Equatable, Sendable {
  /// The name of the camera or recording; see `Topic` for the legal names.
  public var source: String
  /// New at every start and at every discontinuity of the stream.
  public var session: UInt64
  /// Counts the frames of the session from 0 without holes, so that a hole is messages that a subscriber lost.
  public var sequence: UInt64
  /// The window's first microsecond on the sensor's clock.
  public var windowStartMicroseconds: Int64
  /// The first microsecond after the window on the sensor's clock.
  public var windowEndMicroseconds: Int64
  /// When the window ended on the host's real-time clock, in nanoseconds since 1970.
  public var hostTimeNanoseconds: Int64
  /// When the frame was handed to the publisher on the host's real-time clock, in nanoseconds since 1970.
  public var publishTimeNanoseconds: Int64
  /// How `hostTimeNanoseconds` was obtained.
  public var clock: ClockSource
  /// The sensor's size in pixels.
  public var geometry: SensorGeometry
  /// Events in the window.
  public var events: UInt64
  /// Events that were received but not processed since the frame before.
  public var eventsDropped: UInt64
  /// Windows that were not processed since the frame before.
  public var windowsSkipped: UInt32
  /// Whether the membrane state was zeroed before this window.
  public var stateReset: Bool
  /// Identifies the model; the same as `SourceMeta.model`.
  public var model: UInt64
  /// The objects, always in the order of `Detection.precedes(_:)`: by descending score, then x, y, class.
  public var detections: [Detection] {
    didSet { detections.sort { $0.precedes($1) } }
  }

  /// Creates a frame and puts its detections in order.
  public init(
    source: String, session: UInt64, sequence: UInt64, windowStartMicroseconds: Int64, windowEndMicroseconds: Int64,
    hostTimeNanoseconds: Int64 = 0, publishTimeNanoseconds: Int64 = 0, clock: ClockSource, geometry: SensorGeometry,
    events: UInt64, eventsDropped: UInt64 = 0, windowsSkipped: UInt32 = 0, stateReset: Bool = false, model: UInt64,
    detections: [Detection]
  ) {
    self.source = source
    self.session = session
    self.sequence = sequence
    self.windowStartMicroseconds = windowStartMicroseconds
    self.windowEndMicroseconds = windowEndMicroseconds
    self.hostTimeNanoseconds = hostTimeNanoseconds
    self.publishTimeNanoseconds = publishTimeNanoseconds
    self.clock = clock
    self.geometry = geometry
    self.events = events
    self.eventsDropped = eventsDropped
    self.windowsSkipped = windowsSkipped
    self.stateReset = stateReset
    self.model = model
    self.detections = detections.sorted { $0.precedes($1) }
  }

  /// The frame with host and publish time zeroed: what the same input gives at any speed and on any machine.
  public var withoutHostTimes: DetectionFrame {
    var frame = self
    frame.hostTimeNanoseconds = 0
    frame.publishTimeNanoseconds = 0
    return frame
  }
}
