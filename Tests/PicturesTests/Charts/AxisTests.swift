import Pictures
import Testing

@Suite struct AxisTests {
  @Test func marksStandAtRoundValues() {
    let axis = Axis(title: "Rate", unit: "ev/s", spanning: 0...3.61e5, tickCount: 4, isRounded: true)
    #expect(axis.title == "Rate (kev/s)")
    #expect(axis.ticks.map(\.label) == ["0", "100", "200", "300", "400"])
    #expect(axis.upper == 400_000)
    #expect(axis.fraction(of: 100_000) == 0.25)
  }

  @Test func fractionsHaveAsManyDigitsAsNeeded() {
    let axis = Axis(title: "Time", unit: "s", spanning: 0...0.1, tickCount: 5, isRounded: false)
    #expect(axis.ticks.map(\.label) == ["0.00", "0.02", "0.04", "0.06", "0.08", "0.10"])
    let large = Axis(title: "", spanning: 0...2.5e6, tickCount: 5, isRounded: false)
    #expect(large.ticks.map(\.label) == ["0.0", "0.5", "1.0", "1.5", "2.0", "2.5"])
    #expect(large.title == " (M)")
  }

  @Test(arguments: [0...0, 5...5, -1...Double.infinity, -1e300...1e300, 1e-9...2e-9] as [ClosedRange<Double>])
  func oddSpansStillMakeAnAxis(values: ClosedRange<Double>) {
    let axis = Axis(title: "x", spanning: values, tickCount: 5, isRounded: true)
    #expect(axis.upper > axis.lower)
    #expect(axis.ticks.count <= 64)
  }

  @Test func numbersHaveTheirSign() {
    #expect(NumberLabel.fixed(-1.25, digits: 1) == "−1.3")
    #expect(NumberLabel.fixed(-0.01, digits: 1) == "0.0")
    #expect(NumberLabel.fixed(12, digits: 0) == "12")
  }
}
