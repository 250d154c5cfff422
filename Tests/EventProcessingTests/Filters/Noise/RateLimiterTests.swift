import EventProcessing
import Events
import Testing

@Suite struct RateLimiterTests {
  private static func events(_ times: some Sequence<Int64>) -> [Event] {
    times.map { Event(time: $0, x: UInt16(UInt64(bitPattern: $0) % 16), y: 2, polarity: .on) }
  }

  private static func passed(_ events: [Event], _ eventsPerSecond: Int64) -> [Event] {
    FilteredStream.filter(events) { $0.eventsPerSecond = eventsPerSecond }.events
  }

  @Test func theFirstEventsOfEachMillisecondPass() {
    let events = Self.events(stride(from: -2_500, to: 2_500, by: 100))
    let passed = Self.passed(events, 3_000)
    #expect(
      passed.map(\.time) == [
        -2_500, -2_400, -2_300, -2_000, -1_900, -1_800, -1_000, -900, -800, 0, 100, 200, 1_000, 1_100, 1_200, 2_000,
        2_100,
        2_200,
      ])
  }

  /// Slices differ by one event where the limit is no multiple of 1000, and a second has exactly the limit.
  @Test(arguments: [1, 7, 999, 1_000, 1_001, 2_500, 7_777]) func aSecondHasExactlyTheLimit(limit: Int64) {
    let events = Self.events(stride(from: 123_000_000, to: 124_000_000, by: 50))
    let passed = Self.passed(events, limit)
    #expect(Int64(passed.count) == limit)
    let slices = Dictionary(grouping: passed) { $0.time / 1_000 }.mapValues(\.count)
    let fewest = Int(limit / 1_000)
    #expect(slices.values.allSatisfy { $0 == fewest || $0 == fewest + 1 })
  }

  @Test func aStreamBelowTheLimitPassesWhole() {
    let events = EventStreams.random(2_000, seed: 5, step: 10...50, disorder: 20)
    #expect(Self.passed(events, 400_000) == events)
  }

  @Test func lateEventsCountInTheOpenSlice() {
    let events = Self.events([900, 950, 1_010, 990, 1_020, 1_030])
    #expect(Self.passed(events, 2_000).map(\.time) == [900, 950, 1_010, 990])
  }
}
