import Events

/// Applies `NoiseFilterRules` to the events of one stream, in place.
///
/// What passes depends on the events alone, never on how they are divided into batches. Nothing is allocated after construction
/// but the list of hot pixels, once. Events outside the sensor pass all steps but the limit on the rate.
struct NoiseFilter: Sendable {
  private var hotPixelFilter: HotPixelFilter?
  private var refractoryFilter: RefractoryFilter?
  private var supportFilter: SupportFilter?
  private var limiter: RateLimiter?
  private let restartLimit: UInt64
  private var latestTime = Int64.min

  /// Creates a filter; nil where everything passes.
  ///
  /// - Parameters:
  ///   - rules: what passes.
  ///   - geometry: the sensor's.
  ///   - region: the pixels whose events come here; nil for all.
  init?(_ rules: NoiseFilterRules, geometry: SensorGeometry, region: RegionOfInterest?) {
    guard rules.areNeeded else { return nil }
    let population = region?.pixelCount(on: geometry) ?? geometry.width * geometry.height
    hotPixelFilter = HotPixelFilter(rules.hotPixels, geometry: geometry, population: population)
    refractoryFilter = RefractoryFilter(microseconds: rules.refractoryMicroseconds, geometry: geometry)
    supportFilter = SupportFilter(microseconds: rules.supportMicroseconds, geometry: geometry)
    limiter = RateLimiter(eventsPerSecond: rules.eventsPerSecond)
    restartLimit = UInt64(max(0, rules.restartLimitMicroseconds))
  }

  /// The hot pixels in the order of rows; nil where none are looked for, or they are still being learnt.
  var hotPixels: [PixelPosition]? { hotPixelFilter?.hotPixels }

  /// Filters events in place and gives how many have passed.
  mutating func apply(
    to events: UnsafeMutableBufferPointer<Event>, counting statistics: inout EventFilterStatistics
  ) -> Int {
    var kept = 0
    var start = 0
    while start < events.count {
      let end = endOfRun(events, from: start)
      let run = UnsafeMutableBufferPointer(rebasing: events[start..<end])
      let passed = filter(run, counting: &statistics)
      if kept < start {
        for index in 0..<passed { events[kept + index] = run[index] }
      }
      kept += passed
      if end < events.count { begin() }
      start = end
    }
    return kept
  }

  /// Forgets all times, as at the beginning of a stream; hot pixels that were learnt stay.
  mutating func begin() {
    hotPixelFilter?.begin()
    refractoryFilter?.begin()
    supportFilter?.begin()
    limiter?.begin()
    latestTime = .min
  }

  /// The index of the first event after `start` with which time begins anew; the number of events where there is none.
  private mutating func endOfRun(_ events: UnsafeMutableBufferPointer<Event>, from start: Int) -> Int {
    for index in start..<events.count {
      let time = events[index].time
      if time < latestTime, time.absoluteDistance(to: latestTime) > restartLimit { return index }
      latestTime = max(latestTime, time)
    }
    return events.count
  }

  private mutating func filter(
    _ events: UnsafeMutableBufferPointer<Event>, counting statistics: inout EventFilterStatistics
  ) -> Int {
    var events = events
    func keep(_ passed: Int) -> UInt64 {
      defer { events = UnsafeMutableBufferPointer(rebasing: events[..<passed]) }
      return UInt64(events.count - passed)
    }
    if let passed = hotPixelFilter?.apply(to: events) { statistics.droppedByHotPixels += keep(passed) }
    if let passed = refractoryFilter?.apply(to: events) { statistics.droppedByRefractoryTime += keep(passed) }
    if let passed = supportFilter?.apply(to: events) { statistics.droppedBySupport += keep(passed) }
    if let passed = limiter?.apply(to: events) { statistics.droppedByRate += keep(passed) }
    return events.count
  }
}
