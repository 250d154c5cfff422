public import Events

/// Lays events into the frames of a schedule; windows may overlap, or leave time between them.
///
/// A frame is complete when an event at or after its end comes. An event that is late, by disorder, is laid into the
/// frames that are still open. Where no event comes for longer than the gap limit, the frames that would show nothing
/// are left out.
public struct FrameCollector: Sendable {
  /// Frames left out because nothing happened for long.
  public private(set) var skippedFrames: UInt64 = 0

  private let geometry: SensorGeometry
  private let schedule: FrameSchedule
  private let gapLimitMicroseconds: Int64
  private var open: [EventFrame] = []
  private var unused: [EventFrame] = []
  private var nextIndex = 0
  private var next: FrameWindow?
  private var latestTime: Int64?

  /// The largest number of frames that may be open at once; longer overlaps begin frames late.
  static let openLimit = 256

  /// Creates a collector at the start of a stream.
  ///
  /// - Parameters:
  ///   - geometry: the sensor's size.
  ///   - schedule: the frames' windows.
  ///   - gapLimitMicroseconds: the longest time without events that is shown in full; nil for any.
  public init(geometry: SensorGeometry, schedule: FrameSchedule, gapLimitMicroseconds: Int64? = nil) {
    self.geometry = geometry
    self.schedule = schedule
    self.gapLimitMicroseconds = gapLimitMicroseconds ?? .max
    next = schedule[0]
  }

  /// Whether all frames have been given.
  public var isDone: Bool { next == nil && open.isEmpty }

  /// Adds events that follow those of the last call, and gives `body` each frame that they complete.
  public mutating func add<Failure: Error>(
    _ events: Span<Event>, _ body: (borrowing EventFrame) throws(Failure) -> Void
  ) throws(Failure) {
    for index in events.indices {
      let event = events[index]
      if event.time > latestTime ?? .min { try advance(to: event.time, body) }
      for frame in open.indices where event.time >= open[frame].window.startMicroseconds {
        if event.time < open[frame].window.endMicroseconds { open[frame].add(event) }
      }
    }
  }

  /// Ends the stream and gives `body` the frames that are still open, and, empty, those of a list that lie after the
  /// last event.
  public mutating func finish<Failure: Error>(
    _ body: (borrowing EventFrame) throws(Failure) -> Void
  ) throws(Failure) {
    try closeFrames(before: .max, body)
    while schedule.isListed, let window = next {
      openFrame(window)
      try closeFrames(before: .max, body)
    }
  }

  private mutating func advance<Failure: Error>(
    to time: Int64, _ body: (borrowing EventFrame) throws(Failure) -> Void
  ) throws(Failure) {
    let isAfterGap = time.addingSaturated(-gapLimitMicroseconds) > latestTime ?? time
    latestTime = time
    try closeFrames(before: time, body)
    while let window = next, window.startMicroseconds <= time, open.count < Self.openLimit {
      if window.endMicroseconds <= time, isAfterGap {
        skippedFrames += 1
        nextIndex += 1
        next = schedule[nextIndex]
        continue
      }
      openFrame(window)
      try closeFrames(before: time, body)
    }
  }

  private mutating func openFrame(_ window: FrameWindow) {
    var frame = unused.popLast() ?? EventFrame(geometry: geometry, window: window)
    frame.window = window
    frame.index = nextIndex
    open.append(frame)
    nextIndex += 1
    next = schedule[nextIndex]
  }

  /// Gives the frames whose window ends at `time` or earlier; all where it is `Int64.max`.
  private mutating func closeFrames<Failure: Error>(
    before time: Int64, _ body: (borrowing EventFrame) throws(Failure) -> Void
  ) throws(Failure) {
    while let first = open.first, first.window.endMicroseconds <= time {
      var frame = open.removeFirst()
      try body(frame)
      frame.clear()
      unused.append(frame)
    }
  }
}
