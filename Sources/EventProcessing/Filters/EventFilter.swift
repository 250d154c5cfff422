public import Events

/// Applies `EventFilterRules` to the batches of one stream, in place.
public struct EventFilter: Sendable {
  /// So many events in a row beyond the end of the time window, each by `endMarginMicroseconds`, end the stream.
  static let endRun = 65_536
  /// How far an event must be beyond the window to count.
  static let endMarginMicroseconds: Int64 = 1_000_000

  /// The rules.
  public let rules: EventFilterRules
  /// What has been done so far.
  public private(set) var statistics = EventFilterStatistics()
  /// Whether the stream is so far beyond the time window that nothing more can be expected to pass.
  public private(set) var isPastEnd = false

  private let mirrorGeometry: SensorGeometry?
  /// The time window; nil until it is known where it lies.
  private var window: (start: Int64, end: Int64)?
  private var timeOffset: Int64?
  private var latestTime = Int64.min
  private var beyondEnd = 0

  /// Creates a filter.
  ///
  /// - Parameters:
  ///   - rules: what passes.
  ///   - geometry: the stream's, which mirroring needs; the rules must not mirror without it, unless they have a
  ///     region.
  public init(_ rules: EventFilterRules, geometry: SensorGeometry?) {
    self.rules = rules
    mirrorGeometry = rules.outputGeometry(of: geometry)
    precondition(rules.mirror == .none || mirrorGeometry != nil)
    timeOffset = rules.rebasesTime ? nil : rules.shiftMicroseconds
    let hasWindow = rules.startMicroseconds != nil || rules.endMicroseconds != nil
    if !rules.countsFromFirstEvent || !hasWindow { placeWindow(countingFrom: 0) }
  }

  /// Filters a batch that follows those of the last call.
  public mutating func apply(to batch: inout EventBatch) {
    statistics.taken += UInt64(batch.count)
    let kept = batch.withUnsafeMutableEvents { filter($0) }
    batch.truncate(to: kept)
    statistics.passed += UInt64(kept)
    applyToTriggers(&batch.triggers)
  }

  private mutating func placeWindow(countingFrom zero: Int64) {
    window = (
      rules.startMicroseconds.map { zero.addingSaturated($0) } ?? .min,
      rules.endMicroseconds.map { zero.addingSaturated($0) } ?? .max
    )
  }

  private mutating func filter(_ events: UnsafeMutableBufferPointer<Event>) -> Int {
    var kept = 0
    if window == nil, let first = events.first { placeWindow(countingFrom: first.time) }
    guard let window else { return 0 }
    for index in events.indices {
      var event = events[index]
      guard isIn(window, event.time), isInRegion(&event), hasPolarity(&event), mirror(&event), shift(&event),
        isInOrder(&event)
      else { continue }
      events[kept] = event
      kept += 1
    }
    return kept
  }

  @inline(__always)
  private mutating func isIn(_ window: (start: Int64, end: Int64), _ time: Int64) -> Bool {
    // A window without an end has the last time there is as its end, which still passes.
    if time >= window.end, rules.endMicroseconds != nil {
      if time.addingSaturated(-Self.endMarginMicroseconds) >= window.end {
        beyondEnd += 1
        if beyondEnd >= Self.endRun { isPastEnd = true }
      }
      statistics.droppedByTime += 1
      return false
    }
    beyondEnd = 0
    if time < window.start {
      statistics.droppedByTime += 1
      return false
    }
    return true
  }

  @inline(__always)
  private mutating func isInRegion(_ event: inout Event) -> Bool {
    guard let region = rules.region else { return true }
    guard region.contains(x: Int(event.x), y: Int(event.y)) else {
      statistics.droppedByRegion += 1
      return false
    }
    if !rules.keepsCoordinates {
      event.x -= UInt16(region.x)
      event.y -= UInt16(region.y)
    }
    return true
  }

  @inline(__always)
  private mutating func hasPolarity(_ event: inout Event) -> Bool {
    switch rules.polarity {
    case .both: return true
    case .inverted:
      event.polarityBits = event.polarityBits == 0 ? 1 : 0
      return true
    case .on, .off:
      if (event.polarityBits != 0) == (rules.polarity == .on) { return true }
      statistics.droppedByPolarity += 1
      return false
    }
  }

  @inline(__always)
  private mutating func mirror(_ event: inout Event) -> Bool {
    guard rules.mirror != .none, let geometry = mirrorGeometry else { return true }
    guard geometry.contains(x: event.x, y: event.y) else {
      statistics.droppedByMirroring += 1
      return false
    }
    if rules.mirror.isHorizontal { event.x = UInt16(geometry.width - 1 - Int(event.x)) }
    if rules.mirror.isVertical { event.y = UInt16(geometry.height - 1 - Int(event.y)) }
    return true
  }

  @inline(__always)
  private mutating func shift(_ event: inout Event) -> Bool {
    guard let offset = timeOffset ?? startRebasing(at: event.time) else {
      statistics.droppedByShift += 1
      return false
    }
    let (time, overflow) = event.time.addingReportingOverflow(offset)
    guard !overflow else {
      statistics.droppedByShift += 1
      return false
    }
    event.time = time
    return true
  }

  /// The offset that gives the first event time 0, and then the shift; nil where 64 bits do not hold it.
  private mutating func startRebasing(at time: Int64) -> Int64? {
    let (offset, overflow) = rules.shiftMicroseconds.subtractingReportingOverflow(time)
    if !overflow { timeOffset = offset }
    return overflow ? nil : offset
  }

  @inline(__always)
  private mutating func isInOrder(_ event: inout Event) -> Bool {
    guard event.time < latestTime else {
      latestTime = event.time
      return true
    }
    switch rules.timeDisorder {
    case .keep: return true
    case .clamp:
      event.time = latestTime
      statistics.clamped += 1
      return true
    case .drop:
      statistics.droppedByDisorder += 1
      return false
    }
  }

  /// Triggers pass by time alone; where times count from the first event, one before it has no time yet and is dropped.
  private mutating func applyToTriggers(_ triggers: inout [TriggerEvent]) {
    guard !triggers.isEmpty else { return }
    let count = triggers.count
    triggers = triggers.compactMap { trigger in
      guard let window, let timeOffset, trigger.time >= window.start,
        trigger.time < window.end || rules.endMicroseconds == nil
      else { return nil }
      let (time, overflow) = trigger.time.addingReportingOverflow(timeOffset)
      return overflow ? nil : TriggerEvent(time: time, channel: trigger.channel, isRising: trigger.isRising)
    }
    statistics.droppedTriggers += UInt64(count - triggers.count)
  }
}
