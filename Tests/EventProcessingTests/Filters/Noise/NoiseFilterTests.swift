import EventProcessing
import Events
import Testing

@Suite struct NoiseFilterTests {
  private static func event(_ time: Int64, _ x: UInt16 = 1, _ y: UInt16 = 1) -> Event {
    Event(time: time, x: x, y: y, polarity: .on)
  }

  /// All steps at once, with a region.
  private static func everything() -> EventFilterRules {
    var rules = EventFilterRules()
    rules.region = RegionOfInterest(x: 1, y: 1, width: 13, height: 10)
    rules.keepsCoordinates = true
    rules.noise.hotPixels = .learn(periodMicroseconds: 2_000)
    rules.noise.refractoryMicroseconds = 300
    rules.noise.supportMicroseconds = 400
    rules.noise.eventsPerSecond = 8_500
    rules.noise.restartLimitMicroseconds = 5_000
    return rules
  }

  /// A stream with a hot pixel, disorder, events outside the sensor, and times that begin anew.
  private static func stream() -> [Event] {
    let sensor = SensorGeometry(width: 17, height: 12)
    func part(_ seed: UInt64) -> [Event] {
      var events = EventStreams.random(240, seed: seed, geometry: sensor, step: 0...40, disorder: 60)
      for index in stride(from: 0, to: events.count, by: 4) {
        events[index].x = 5
        events[index].y = 6
      }
      return events
    }
    var later = part(8)
    for index in later.indices { later[index].time += 40_000 }
    return part(7) + later + part(9)
  }

  @Test func withoutRulesEverythingPasses() {
    let events = Self.stream()
    #expect(!NoiseFilterRules().areNeeded && NoiseFilterRules().bytesPerPixel == 0)
    #expect(FilteredStream.filter(events) { _ in }.events == events)
  }

  @Test func everyCutGivesTheSame() {
    let events = Self.stream()
    let rules = Self.everything()
    let whole = FilteredStream.filter([events], rules)
    #expect(whole.hotPixels == [PixelPosition(x: 5, y: 6)])
    #expect(whole.events.count > 20 && whole.statistics.drops.count == 5, "\(whole.statistics)")
    #expect(whole.statistics.taken == whole.statistics.passed + whole.statistics.drops.reduce(0) { $0 + $1.count })
    for cut in 0...events.count {
      let outcome = FilteredStream.filter([Array(events[..<cut]), Array(events[cut...])], rules)
      #expect(outcome == whole, "cut before event \(cut)")
    }
    for size in [1, 2, 7, 64] {
      #expect(FilteredStream.filter(EventStreams.pieces(events, of: size), rules) == whole, "pieces of \(size)")
    }
  }

  /// The steps one after the other give what the whole filter gives.
  @Test func stepsAreAppliedInTheirOrder() {
    let events = Self.stream()
    let all = Self.everything()
    var steps: [EventFilterRules] = []
    for step in 0..<5 {
      var rules = EventFilterRules()
      rules.noise.restartLimitMicroseconds = all.noise.restartLimitMicroseconds
      switch step {
      case 0:
        rules.region = all.region
        rules.keepsCoordinates = true
      case 1: rules.noise.hotPixels = .known([PixelPosition(x: 5, y: 6)])
      case 2: rules.noise.refractoryMicroseconds = 300
      case 3: rules.noise.supportMicroseconds = 400
      default: rules.noise.eventsPerSecond = 8_500
      }
      steps.append(rules)
    }
    var together = all
    together.noise.hotPixels = .known([PixelPosition(x: 5, y: 6)])
    let expected = steps.reduce(events) { FilteredStream.filter([$0], $1).events }
    #expect(FilteredStream.filter([events], together).events == expected)
    #expect(steps.reversed().reduce(events) { FilteredStream.filter([$0], $1).events } != expected)
  }

  @Test func regionAndNoiseSeeTheSensorsPixels() {
    // The region's corner moves coordinates only after the hot pixels were looked up.
    var rules = EventFilterRules()
    rules.region = RegionOfInterest(x: 4, y: 4, width: 8, height: 8)
    rules.noise.hotPixels = .known([PixelPosition(x: 5, y: 6)])
    let events = [Self.event(0, 5, 6), Self.event(1, 9, 10)]
    #expect(FilteredStream.filter([events], rules).events == [Self.event(1, 5, 6)])
  }

  @Test func refractoryTimeIsThatOfEachPixel() {
    let events = [
      Self.event(1_000), Self.event(1_050, 2, 1), Self.event(1_099), Self.event(1_100), Self.event(1_150),
      Self.event(1_200), Self.event(1_199), Self.event(1_050),
    ]
    let outcome = FilteredStream.filter(events) { $0.refractoryMicroseconds = 100 }
    // The event that is dropped at 1,099 does not count for the one at 1,100; a late one far enough passes.
    #expect(outcome.events.map(\.time) == [1_000, 1_050, 1_100, 1_200, 1_050])
    #expect(outcome.statistics.droppedByRefractoryTime == 3)
  }

  /// A plain way to say which events are supported.
  private static func isSupported(_ index: Int, _ events: [Event], within period: Int64) -> Bool {
    let event = events[index]
    var last: [Int: Int64] = [:]
    for earlier in events[..<index] { last[Int(earlier.y) * 100 + Int(earlier.x)] = earlier.time }
    for row in Int(event.y) - 1...Int(event.y) + 1 {
      for column in Int(event.x) - 1...Int(event.x) + 1 where row >= 0 && column >= 0 {
        guard row != Int(event.y) || column != Int(event.x), let time = last[row * 100 + column] else { continue }
        if abs(time - event.time) <= period { return true }
      }
    }
    return false
  }

  @Test func supportIsThatOfTheEightNeighbours() {
    let events = EventStreams.random(900, seed: 21, step: 0...30, disorder: 40)
    let outcome = FilteredStream.filter(events) { $0.supportMicroseconds = 250 }
    let expected = events.indices.filter { Self.isSupported($0, events, within: 250) }.map { events[$0] }
    #expect(outcome.events == expected)
    #expect((100...800).contains(expected.count))
    #expect(outcome.statistics.droppedBySupport == UInt64(events.count - expected.count))
  }

  @Test func edgesOfTheSensorAreNoNeighbours() {
    // The last pixel of a row and the first of the next are far apart.
    let events = [Self.event(0, 15, 3), Self.event(1, 0, 4), Self.event(2, 0, 0), Self.event(3, 15, 11)]
    #expect(FilteredStream.filter(events) { $0.supportMicroseconds = 100 }.events.isEmpty)
  }

  @Test func aRestartForgetsTimes() {
    let events = [Self.event(100_000), Self.event(10, 2, 2), Self.event(100_050)]
    for (limit, expected) in [(50_000, 3), (.max, 2)] as [(Int64, Int)] {
      let outcome = FilteredStream.filter(events) {
        $0.refractoryMicroseconds = 100
        $0.restartLimitMicroseconds = limit
      }
      #expect(outcome.events == Array(events.prefix(expected)))
    }
    var rules = EventFilterRules()
    rules.noise.refractoryMicroseconds = 100
    var filter = EventFilter(rules, geometry: FilteredStream.sensor)
    for time in [0, 50] as [Int64] {
      var batch = EventStreams.batch([Self.event(time)])
      filter.begin()
      filter.apply(to: &batch)
      #expect(batch.count == 1)
    }
  }

  @Test func timesAtTheEndsOfTheirRangeAreNoTrap() {
    let events = [Int64.min, .max, .min + 1, -1, 0, .max - 1].map { Self.event($0) }
    let outcome = FilteredStream.filter(events) {
      $0.hotPixels = .learn(periodMicroseconds: 10)
      $0.refractoryMicroseconds = 5
      $0.supportMicroseconds = .max
      $0.eventsPerSecond = 1_000_000
    }
    #expect(outcome.statistics.taken == 6)
  }

  @Test(arguments: ["4,3,5x6", "4,3,5,6"]) func regionsAreWrittenInTwoWays(text: String) {
    #expect(RegionOfInterest(parsing: text) == RegionOfInterest(x: 4, y: 3, width: 5, height: 6))
  }

  @Test(arguments: ["4,3,5x", "4,3,5x6x7", "4,3,x", "4x3,5,6", "4,3,5x0"]) func otherRegionsAreRefused(text: String) {
    #expect(RegionOfInterest(parsing: text) == nil)
  }

  @Test func triggersThatPassStayAsTheyAre() {
    var filter = EventFilter(Self.everything(), geometry: FilteredStream.sensor)
    let triggers = [5, 6].map { TriggerEvent(time: $0, channel: 2, isRising: false) }
    var batch = EventStreams.batch([Self.event(0)], triggers: triggers)
    filter.apply(to: &batch)
    #expect(batch.triggers == triggers && filter.statistics.droppedTriggers == 0)
  }
}
