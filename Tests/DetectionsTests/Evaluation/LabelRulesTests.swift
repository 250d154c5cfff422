import Detections
import Testing

@Suite struct LabelRulesTests {
  private func label(_ time: Int64, _ width: Float, _ height: Float, classID: UInt32 = 0) -> TimedDetection {
    TimedDetection(
      time: time, detection: Detection(x: 5, y: 6, width: width, height: height, score: 1, classID: classID))
  }

  @Test func theVendorsRulesCountWhatIsLargeAndLate() {
    let labels = [
      label(500_000, 40, 40),  // not after half a second
      label(500_001, 40, 40), label(600_000, 18, 24),  // a diagonal of exactly 30
      label(600_000, 18, 23.9), label(600_000, 200, 9.9), label(600_000, 10, 40), label(700_000, 9, 200),
    ]
    let moments = LabelRules.gen1.moments(of: labels)
    #expect(moments.map(\.time) == [500_001, 600_000])
    #expect(moments[1].truths.map(\.width) == [18, 10])
    let large = LabelRules.megapixel.moments(of: [
      label(600_000, 36, 48), label(600_000, 19, 90), label(600_000, 20, 50),
    ])
    #expect(large.map { $0.truths.map(\.width) } == [[36]])
    #expect(LabelRules.everything.moments(of: labels).map(\.truths.count) == [1, 1, 4, 1])
  }

  @Test func momentsAreInOrderOfTimeAndBoxesInThatOfTheFile() {
    let labels = [label(9, 1, 1, classID: 3), label(4, 2, 2), label(9, 3, 3, classID: 1), label(4, 4, 4)]
    let moments = LabelRules.everything.moments(of: labels)
    #expect(moments.map(\.time) == [4, 9])
    #expect(moments[0].truths.map(\.width) == [2, 4] && moments[1].truths.map(\.classID) == [3, 1])
    #expect(moments[1].truths.map(\.area) == [1, 9])
  }
}
