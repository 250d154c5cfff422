import Telemetry
import Testing

@Suite struct LatencyHistogramTests {
  @Test func everyDurationIsFoundAgainWithinHalfAPercent() throws {
    var values: [UInt64] = [0, 1, 127, 128, 129, 255, 256, 257, .max, .max - 1, 1 << 63]
    for bit in 0..<64 as Range<UInt64> {
      for offset in [0, 1, 3, 77] as [UInt64] { values.append((1 << bit) &+ offset * ((1 << bit) / 100)) }
    }
    for value in values {
      var histogram = LatencyHistogram()
      // Others on both sides, so that the exact extremes do not help.
      histogram.record(nanoseconds: 0)
      histogram.record(nanoseconds: value)
      histogram.record(nanoseconds: .max)
      let median = try #require(histogram.quantile(0.5))
      let distance = median > value ? median - value : value - median
      #expect(Double(distance) <= Double(value) * 0.004, "\(value) became \(median)")
    }
  }

  @Test func quantilesOfAKnownDistribution() {
    var histogram = LatencyHistogram()
    for value in (1...10_000 as ClosedRange<UInt64>).reversed() { histogram.record(nanoseconds: value * 1_000) }
    #expect(histogram.count == 10_000)
    #expect(histogram.minimum == 1_000)
    #expect(histogram.maximum == 10_000_000)
    #expect(histogram.mean == 5_000_500)
    for (fraction, expected) in [(0.5, 5e6), (0.9, 9e6), (0.99, 9.9e6), (0.999, 9.99e6)] {
      let quantile = Double(histogram.quantile(fraction) ?? 0)
      #expect(abs(quantile - expected) <= expected * 0.004)
    }
    #expect(histogram.quantile(0) == 1_000)
    #expect(histogram.quantile(1) == 10_000_000)
    #expect(histogram.quantile(7) == 10_000_000)
  }

  @Test func aQuantileIsTheSmallestDurationThatReachesTheFraction() {
    var histogram = LatencyHistogram()
    for value in [10, 20, 30, 40] as [UInt64] { histogram.record(nanoseconds: value) }
    #expect(histogram.quantile(0.25) == 10)
    #expect(histogram.quantile(0.26) == 20)
    #expect(histogram.quantile(0.5) == 20)
    #expect(histogram.quantile(0.75) == 30)
    #expect(histogram.quantile(0.76) == 40)
  }

  @Test func nothingRecordedHasNoQuantile() {
    var histogram = LatencyHistogram()
    #expect(histogram.quantile(0.5) == nil && histogram.quantile(1) == nil)
    #expect(histogram.mean == nil && histogram.maximum == nil && histogram.count == 0)
    histogram.record(nanoseconds: 5)
    histogram.removeAll()
    #expect(histogram == LatencyHistogram())
  }

  @Test func sumsAreWhatOneHistogramWouldHave() {
    var left = LatencyHistogram()
    var right = LatencyHistogram()
    var both = LatencyHistogram()
    for value in 0..<1_000 as Range<UInt64> {
      let duration = value * value
      if value.isMultiple(of: 3) { left.record(nanoseconds: duration) } else { right.record(nanoseconds: duration) }
      both.record(nanoseconds: duration)
    }
    left += right
    #expect(left == both)
    left += LatencyHistogram()
    #expect(left == both)
  }
}
