import EventProcessing
import Events
import Testing

@Suite struct EventFilterTests {
  let sensor = SensorGeometry(width: 16, height: 12)

  private func filtered(
    _ events: [Event], _ rules: EventFilterRules, pieces: Int = 64
  ) -> (events: [Event], statistics: EventFilterStatistics) {
    var filter = EventFilter(rules, geometry: sensor)
    var passed: [Event] = []
    for piece in EventStreams.pieces(events, of: pieces) {
      var batch = EventStreams.batch(piece)
      filter.apply(to: &batch)
      passed += EventStreams.array(batch)
    }
    return (passed, filter.statistics)
  }

  @Test func withoutRulesEverythingPasses() {
    let events = EventStreams.random(500, seed: 1, disorder: 40)
    let (passed, statistics) = filtered(events, EventFilterRules())
    #expect(passed == events)
    #expect(statistics.taken == 500)
    #expect(statistics.passed == 500)
    #expect(statistics.drops.isEmpty)
  }

  @Test func timeWindowIsHalfOpen() {
    let events = [999, 1_000, 1_500, 1_999, 2_000].map { Event(time: $0, x: 1, y: 1, polarity: .on) }
    var rules = EventFilterRules()
    rules.startMicroseconds = 1_000
    rules.endMicroseconds = 2_000
    let (passed, statistics) = filtered(events, rules)
    #expect(passed.map(\.time) == [1_000, 1_500, 1_999])
    #expect(statistics.droppedByTime == 2)
  }

  @Test func timeWindowCanCountFromTheFirstEvent() {
    let events = [7_000, 8_000, 8_500, 9_000].map { Event(time: $0, x: 1, y: 1, polarity: .on) }
    var rules = EventFilterRules()
    rules.startMicroseconds = 1_000
    rules.endMicroseconds = 2_000
    rules.countsFromFirstEvent = true
    var filter = EventFilter(rules, geometry: nil)
    let triggers = [7_999, 8_000].map { TriggerEvent(time: $0, channel: 0, isRising: true) }
    var batch = EventStreams.batch([], triggers: triggers)
    filter.apply(to: &batch)
    #expect(batch.triggers.isEmpty)
    batch = EventStreams.batch(events, triggers: triggers)
    filter.apply(to: &batch)
    #expect(EventStreams.array(batch).map(\.time) == [8_000, 8_500])
    #expect(batch.triggers == [triggers[1]])
    #expect(filter.statistics.droppedTriggers == 3)
  }

  @Test(arguments: [false, true]) func regionKeepsItsPixels(keepsCoordinates: Bool) throws {
    let events = EventStreams.random(2_000, seed: 2)
    var rules = EventFilterRules()
    rules.region = RegionOfInterest(parsing: "4,3,5,6")
    try #require(rules.region != nil)
    rules.keepsCoordinates = keepsCoordinates
    let (passed, statistics) = filtered(events, rules)
    let inside = events.filter { (4..<9).contains($0.x) && (3..<9).contains($0.y) }
    let expected = inside.map { event in
      keepsCoordinates
        ? event : Event(time: event.time, x: event.x - 4, y: event.y - 3, polarity: event.polarity)
    }
    #expect(passed == expected)
    #expect(statistics.droppedByRegion == UInt64(events.count - inside.count))
    #expect(rules.outputGeometry(of: sensor) == (keepsCoordinates ? sensor : SensorGeometry(width: 5, height: 6)))
  }

  @Test func regionBeyondTheSensorEndsAtItsEdge() throws {
    var rules = EventFilterRules()
    rules.region = RegionOfInterest(parsing: "12,0,100,100")
    try #require(rules.region != nil)
    #expect(rules.outputGeometry(of: sensor) == SensorGeometry(width: 4, height: 12))
  }

  @Test(arguments: ["", "1,2,3", "1,2,3,4,5", "1,2,0,4", "-1,0,2,2", "65536,0,1,1", "a,0,1,1", "0,0,65536,1"])
  func refusesRegions(text: String) { #expect(RegionOfInterest(parsing: text) == nil) }

  @Test func selectsPolarities() {
    let events = EventStreams.random(300, seed: 3)
    var rules = EventFilterRules()
    rules.polarity = .on
    #expect(filtered(events, rules).events == events.filter { $0.polarity == .on })
    rules.polarity = .off
    #expect(filtered(events, rules).events == events.filter { $0.polarity == .off })
    rules.polarity = .inverted
    let inverted = filtered(events, rules).events
    #expect(inverted.map(\.polarity) == events.map { $0.polarity == .on ? .off : .on })
    #expect(filtered(inverted, rules).events == events)
  }

  @Test(arguments: MirrorAxes.allCases) func mirroringTwiceChangesNothing(axes: MirrorAxes) {
    let events = EventStreams.random(300, seed: 4)
    var rules = EventFilterRules()
    rules.mirror = axes
    let once = filtered(events, rules).events
    #expect((once == events) == (axes == .none))
    #expect(filtered(once, rules).events == events)
    #expect(once[0].x == (axes.isHorizontal ? 15 - events[0].x : events[0].x))
    #expect(once[0].y == (axes.isVertical ? 11 - events[0].y : events[0].y))
  }

  @Test func mirroringDropsWhatIsOutside() {
    var rules = EventFilterRules()
    rules.mirror = .horizontal
    let result = filtered([Event(time: 0, x: 16, y: 0, polarity: .on)], rules)
    #expect(result.events.isEmpty)
    #expect(result.statistics.droppedByMirroring == 1)
  }

  @Test func shiftsAndRebasesTime() {
    let events = [5_000, 4_990, 5_020].map { Event(time: $0, x: 1, y: 1, polarity: .on) }
    var rules = EventFilterRules()
    rules.shiftMicroseconds = -100
    #expect(filtered(events, rules).events.map(\.time) == [4_900, 4_890, 4_920])
    rules.rebasesTime = true
    #expect(filtered(events, rules).events.map(\.time) == [-100, -110, -80])
  }

  @Test func timesBeyond64BitsAreDropped() {
    var rules = EventFilterRules()
    rules.shiftMicroseconds = 10
    let events = [Int64.max - 10, .max, .min].map { Event(time: $0, x: 1, y: 1, polarity: .on) }
    let result = filtered(events, rules)
    #expect(result.events.map(\.time) == [.max, .min + 10])
    #expect(result.statistics.droppedByShift == 1)
    rules.rebasesTime = true
    #expect(filtered([Event(time: .min, x: 1, y: 1, polarity: .on)], rules).statistics.droppedByShift == 1)
  }

  @Test func disorderIsKeptClampedOrDropped() {
    let events = [10, 8, 9, 12, 11].map { Event(time: $0, x: 1, y: 1, polarity: .on) }
    var rules = EventFilterRules()
    #expect(filtered(events, rules).events.map(\.time) == [10, 8, 9, 12, 11])
    rules.timeDisorder = .clamp
    let clamped = filtered(events, rules)
    #expect(clamped.events.map(\.time) == [10, 10, 10, 12, 12])
    #expect(clamped.statistics.clamped == 3)
    rules.timeDisorder = .drop
    let dropped = filtered(events, rules)
    #expect(dropped.events.map(\.time) == [10, 12])
    #expect(dropped.statistics.droppedByDisorder == 3)
  }

  @Test(arguments: [1, 2, 3, 500]) func piecesDoNotMatter(size: Int) throws {
    let events = EventStreams.random(500, seed: 9, disorder: 60)
    var rules = EventFilterRules()
    rules.startMicroseconds = 2_000
    rules.endMicroseconds = 9_000
    rules.region = RegionOfInterest(x: 1, y: 1, width: 12, height: 10)
    try #require(rules.region != nil)
    rules.mirror = .both
    rules.polarity = .inverted
    rules.rebasesTime = true
    rules.timeDisorder = .clamp
    let whole = filtered(events, rules, pieces: 500)
    let pieces = filtered(events, rules, pieces: size)
    #expect(whole.events.count > 100)
    #expect(pieces.events == whole.events)
    #expect(pieces.statistics == whole.statistics)
    #expect(whole.statistics.taken == whole.statistics.passed + whole.statistics.drops.reduce(0) { $0 + $1.count })
  }

  @Test func triggersFollowTheTime() {
    var rules = EventFilterRules()
    rules.startMicroseconds = 100
    rules.endMicroseconds = 200
    rules.shiftMicroseconds = 7
    var filter = EventFilter(rules, geometry: nil)
    var batch = EventStreams.batch(
      [], triggers: [99, 100, 199, 200].map { TriggerEvent(time: $0, channel: 1, isRising: true) })
    filter.apply(to: &batch)
    #expect(batch.triggers.map(\.time) == [107, 206])
    #expect(filter.statistics.droppedTriggers == 2)
  }

  @Test func longRunsBeyondTheEndEndTheStream() {
    var rules = EventFilterRules()
    rules.endMicroseconds = 1_000
    var filter = EventFilter(rules, geometry: nil)
    let beyond = [Event](repeating: Event(time: 1_001_000, x: 0, y: 0, polarity: .on), count: 1 << 15)
    var batch = EventStreams.batch(beyond)
    filter.apply(to: &batch)
    #expect(!filter.isPastEnd)
    // One event inside starts the count anew.
    batch = EventStreams.batch([Event(time: 5, x: 0, y: 0, polarity: .on)] + beyond)
    filter.apply(to: &batch)
    #expect(batch.count == 1)
    #expect(!filter.isPastEnd)
    batch = EventStreams.batch(beyond)
    filter.apply(to: &batch)
    #expect(filter.isPastEnd)
  }
}
