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
  private var noise: NoiseFilter?
  /// The time window; nil until it is known where it lies.
  private var window: (start: Int64, end: Int64)?
  private var timeOffset: Int64?
  private var latestTime = Int64.min
  private var beyondEnd = 0

  /// Creates a filter.
  ///
  /// - Parameters:
  ///   - rules: what passes.
  ///   - geometry: the stream's, which mirroring and the noise filter need; the rules must not mirror without it, unless they
  ///     have a region, nor have noise rules.
  public init(_ rules: EventFilterRules, geometry: SensorGeometry?) {
    self.rules = rules
    mirrorGeometry = rules.outputGeometry(of: geometry)
    precondition(rules.mirror == .none || mirrorGeometry != nil)
    precondition(!rules.noise.areNeeded || geometry != nil)
    noise = geometry.flatMap { NoiseFilter(rules.noise, geometry: $0, region: rules.region) }
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

  /// The pixels that are taken for hot, in the order of rows; nil where none are looked for, or they are still being learnt.
  public var hotPixels: [PixelPosition]? { noise?.hotPixels }

  /// Lets the noise filter forget all times where a stream begins anew; hot pixels that were learnt stay.
  public mutating func begin() { noise?.begin() }

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
      let event = events[index]
      guard isIn(window, event.time), isInRegion(event) else { continue }
      events[kept] = event
      kept += 1
    }
    let selected = UnsafeMutableBufferPointer(rebasing: events[..<kept])
    return change(selected, count: noise?.apply(to: selected, counting: &statistics) ?? kept)
  }

  /// Takes events through the steps that change them, in place, and gives how many have passed.
  private mutating func change(_ events: UnsafeMutableBufferPointer<Event>, count: Int) -> Int {
    var kept = 0
    for index in 0..<count {
      var event = events[index]
      move(&event)
      guard hasPolarity(&event), mirror(&event), shift(&event), isInOrder(&event) else { continue }
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
  private mutating func isInRegion(_ event: Event) -> Bool {
    guard let region = rules.region, !region.contains(x: Int(event.x), y: Int(event.y)) else { return true }
    statistics.droppedByRegion += 1
    return false
  }

  /// Lets coordinates count from the region's corner.
  @inline(__always)
  private func move(_ event: inout Event) {
    guard let region = rules.region, !rules.keepsCoordinates else { return }
    event.x -= UInt16(region.x)
    event.y -= UInt16(region.y)
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
    // In place: nothing is allocated for a batch.
    var kept = 0
    for index in triggers.indices {
      guard let time = passingTime(ofTrigger: triggers[index].time) else { continue }
      triggers[kept] = triggers[index]
      triggers[kept].time = time
      kept += 1
    }
    statistics.droppedTriggers += UInt64(triggers.count - kept)
    triggers.removeLast(triggers.count - kept)
  }

  /// The time that a trigger gets; nil where it does not pass.
  private func passingTime(ofTrigger time: Int64) -> Int64? {
    guard let window, let timeOffset, time >= window.start, time < window.end || rules.endMicroseconds == nil else {
      return nil
    }
    let (shifted, overflow) = time.addingReportingOverflow(timeOffset)
    return overflow ? nil : shifted
  }
}
