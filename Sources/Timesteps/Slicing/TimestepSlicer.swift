import Events

/// Cuts a stream of events into timesteps of fixed sensor time and turns each into a tensor.
///
/// What a timestep holds depends on the events alone, never on how they are divided into batches. Timesteps without events
/// are made too. Events older than the open timestep are laid into it within the disorder limit and dropped beyond it; a
/// forward jump beyond the gap limit skips to the timestep that holds the next event; a backward jump beyond the restart
/// limit closes the open timestep and begins anew. Nothing is allocated after construction.
public struct TimestepSlicer: ~Copyable {
  /// What a call has led to.
  public enum Outcome: Equatable, Sendable {
    /// All events were consumed and the open timestep waits for more.
    case needsEvents
    /// The tensor holds a timestep; call again with another tensor and the remaining events.
    case timestepComplete
  }

  /// How time is cut.
  public let rules: SlicingRules
  /// What became of all events so far.
  public private(set) var totalCounts = EventCounts()
  /// Timesteps completed so far.
  public private(set) var timestepCount: UInt64 = 0
  /// Gaps met so far.
  public private(set) var gapCount: UInt64 = 0
  /// Restarts met so far.
  public private(set) var restartCount: UInt64 = 0
  /// Which stretch of continuous time the events consumed last belong to, as `Timestep.segment`; 0 before the first.
  ///
  /// Those that a call has consumed that completes a timestep belong to that timestep's.
  public private(set) var segment: UInt64 = 0

  private var clock: TimestepClock
  private var encoder: TensorEncoder
  private var isOpen = false
  private var counts = EventCounts()
  private var discontinuity = Discontinuity.start

  /// Creates a slicer that waits for its first event.
  ///
  /// - Throws: `TimestepsError` for a length or limit out of range.
  public init(rules: SlicingRules, encoding: TensorEncoding) throws(TimestepsError) {
    try rules.validate()
    self.rules = rules
    clock = TimestepClock(rules: rules)
    encoder = TensorEncoder(encoding: encoding)
  }

  /// How events become codes.
  public var encoding: TensorEncoding { encoder.encoding }

  /// Consumes events from `index` on, until they are used up or a timestep is complete.
  ///
  /// - Parameters:
  ///   - events: a run of events in stream order.
  ///   - index: the first event to consume; moved on to the first that was not consumed.
  ///   - tensor: written when a timestep is complete, untouched otherwise; of the encoding's shape.
  public mutating func consume(
    _ events: Span<Event>, from index: inout Int, into tensor: TimestepTensor
  ) -> Outcome {
    precondition(index >= 0, "the index of an event is not negative")
    while index < events.count {
      if !isOpen { open(at: events[index].time) }
      index = takeInside(events, from: index)
      guard index < events.count else { break }
      let event = events[index]
      switch clock.place(event.time) {
      case .inside: break
      case .late:
        takeLate(event)
        index += 1
      case .tooOld:
        counts.droppedTooOld &+= 1
        index += 1
      case .closed:
        counts.droppedAfterClosing &+= 1
        index += 1
      case .beyond:
        complete(tensor, isPartial: false)
        discontinuity = clock.advance(towards: event.time)
        if discontinuity != .none {
          gapCount &+= 1
          segment &+= 1
        }
        return .timestepComplete
      case .restart:
        complete(tensor, isPartial: true)
        restartCount &+= 1
        discontinuity = .restart
        isOpen = false
        return .timestepComplete
      }
    }
    return .needsEvents
  }

  /// Completes the last timestep at the end of the stream, flagged as partial; false where none is open.
  ///
  /// Events consumed after that belong to a new start.
  public mutating func finish(into tensor: TimestepTensor) -> Bool {
    guard isOpen else { return false }
    complete(tensor, isPartial: true)
    isOpen = false
    discontinuity = .start
    return true
  }

  /// Completes the open timestep where it ends at `time` or before, since no event before `time` is expected any more.
  ///
  /// For live streams, whose quiet must not hold timesteps back. It decides when a timestep is complete and never into which one an
  /// event is laid: an event that comes too late is dropped and counted in `EventCounts.droppedAfterClosing`. Call it again with
  /// another tensor until it gives `needsEvents`.
  ///
  /// - Parameters:
  ///   - time: sensor time in microseconds.
  ///   - tensor: written when a timestep is complete, untouched otherwise; of the encoding's shape.
  public mutating func close(before time: Int64, into tensor: TimestepTensor) -> Outcome {
    guard isOpen, clock.ends(by: time) else { return .needsEvents }
    complete(tensor, isPartial: false)
    clock.advanceWithoutEvent()
    return .timestepComplete
  }

  private mutating func open(at time: Int64) {
    clock.open(at: time)
    isOpen = true
    segment &+= 1
  }

  private mutating func complete(_ tensor: TimestepTensor, isPartial: Bool) {
    encoder.finish(into: tensor)
    tensor.timestep = Timestep(
      index: timestepCount, segment: segment, startMicroseconds: clock.start, endMicroseconds: clock.end,
      discontinuity: discontinuity, isPartial: isPartial, counts: counts)
    totalCounts += counts
    counts = EventCounts()
    timestepCount &+= 1
    discontinuity = .none
  }

  /// Accumulates the run of events that belong to the open timestep and gives the index after it.
  private mutating func takeInside(_ events: Span<Event>, from index: Int) -> Int {
    let planes = encoder.planes
    switch encoding.representation {
    case .lastPolarity:
      return takeInside(events, from: index, accumulator: LastPolarityAccumulator(codes: planes))
    case .histogram(let cap, _):
      let accumulator = HistogramAccumulator(onCounts: planes, offCounts: planes + encoder.planeCount, cap: cap)
      return takeInside(events, from: index, accumulator: accumulator)
    }
  }

  private mutating func takeInside(
    _ events: Span<Event>, from index: Int, accumulator: some EventAccumulator
  ) -> Int {
    let sensor = encoding.letterbox.sensor
    let width = sensor.width
    let height = sensor.height
    let start = clock.start
    let span = clock.span
    let restartLimit = clock.restartLimit
    var latest = clock.latest
    var outside = 0
    let end = events.withUnsafeBufferPointer { events in
      var position = index
      while position < events.count {
        let event = events[position]
        // Once the first condition holds, both times lie in the open timestep and their difference is exact.
        guard UInt64(bitPattern: event.time &- start) < span, latest &- event.time <= restartLimit else { break }
        latest = max(latest, event.time)
        let x = Int(event.x)
        let y = Int(event.y)
        if x < width, y < height {
          accumulator.accumulate(pixel: y &* width &+ x, isOn: event.polarityBits != 0)
        } else {
          outside &+= 1
        }
        position &+= 1
      }
      return position
    }
    clock.advanceLatest(to: latest)
    counts.accepted &+= UInt64(truncatingIfNeeded: end &- index &- outside)
    counts.droppedOutsideSensor &+= UInt64(truncatingIfNeeded: outside)
    return end
  }

  private mutating func takeLate(_ event: Event) {
    let sensor = encoding.letterbox.sensor
    guard sensor.contains(x: event.x, y: event.y) else {
      counts.droppedOutsideSensor &+= 1
      return
    }
    let pixel = Int(event.y) * sensor.width + Int(event.x)
    let isOn = event.polarityBits != 0
    let planes = encoder.planes
    switch encoding.representation {
    case .lastPolarity:
      LastPolarityAccumulator(codes: planes).accumulate(pixel: pixel, isOn: isOn)
    case .histogram(let cap, _):
      HistogramAccumulator(onCounts: planes, offCounts: planes + encoder.planeCount, cap: cap)
        .accumulate(pixel: pixel, isOn: isOn)
    }
    counts.accepted &+= 1
    counts.late &+= 1
  }
}
