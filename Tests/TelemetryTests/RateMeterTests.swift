import Telemetry
import Testing

@Suite struct RateMeterTests {
  private let millisecond: UInt64 = 1_000_000

  @Test(arguments: [0, 5_000_000_000, 123_456_789_012_345] as [UInt64])
  func aSteadyRateIsMeasured(start: UInt64) {
    var meter = RateMeter()
    for step in 0..<3_000 as Range<UInt64> {
      meter.add(50, atNanoseconds: start + step * millisecond)
      guard step >= 100 else { continue }
      let rate = meter.perSecond(atNanoseconds: start + step * millisecond)
      #expect(abs(rate - 50_000) < 1_000, "after \(step) ms")
    }
  }

  @Test func aRateFadesWithinTheWindow() {
    var meter = RateMeter()
    meter.add(1_000, atNanoseconds: 0)
    #expect(meter.perSecond(atNanoseconds: 500 * millisecond) == 2_000)
    #expect(meter.perSecond(atNanoseconds: 1_100 * millisecond) == 0)
  }

  @Test func aLongPauseForgetsEverything() {
    var meter = RateMeter(windowNanoseconds: 16)
    for time in 0..<100 as Range<UInt64> { meter.add(1, atNanoseconds: time) }
    #expect(meter.perSecond(atNanoseconds: .max) == 0)
    meter.add(3, atNanoseconds: .max)
    #expect(meter.perSecond(atNanoseconds: .max) == 3e9 / 15)
  }

  @Test func timeThatRunsBackwardCountsAsTheLatest() {
    var meter = RateMeter()
    meter.add(10, atNanoseconds: 900 * millisecond)
    meter.add(10, atNanoseconds: 100 * millisecond)
    #expect(meter.perSecond(atNanoseconds: 0) == 20 * 16)
  }

  @Test func nothingHappenedYet() {
    var meter = RateMeter()
    #expect(meter.perSecond(atNanoseconds: 77) == 0)
  }
}
