import Detections
import Testing

@Suite struct PublicationClockTests {
  @Test func aTimestepWaitsForItsEndAndForTheOneBefore() {
    var clock = PublicationClock()
    clock.compute(from: 50_000, taking: 20_000_000)
    #expect(clock.nanoseconds == 70_000_000)
    clock.compute(from: 100_000, taking: 80_000_000)
    #expect(clock.nanoseconds == 180_000_000)
    // It has ended at 150 ms, and the one before is done at 180 ms.
    clock.compute(from: 150_000, taking: 10_000_000)
    #expect(clock.nanoseconds == 190_000_000)
    clock.compute(from: 200_000, taking: 10_000_000)
    #expect(clock.nanoseconds == 210_000_000)
    clock.restart()
    clock.compute(from: 10, taking: 1)
    #expect(clock.nanoseconds == 10_001)
  }

  @Test func timesAtTheEndsOfTheClockDoNotOverflow() {
    var clock = PublicationClock()
    clock.compute(from: .max, taking: 5)
    #expect(clock.nanoseconds == .min)
    clock.compute(from: Int64.max / 1000, taking: .max)
    #expect(clock.nanoseconds == .max)
    clock.compute(from: 0, taking: -7)
    #expect(clock.nanoseconds == .max)
  }
}
