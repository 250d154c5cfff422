import Detections
import Testing

@Suite struct BoxComparisonTests {
  private func box(_ left: Float, width: Float = 10, score: Float = 0.9, classID: UInt32 = 0) -> BoxCandidate {
    BoxCandidate(left: left, top: 0, right: left + width, bottom: 10, score: score, classID: classID)
  }

  @Test func equalBoxesAllMatch() {
    var comparison = BoxComparison()
    let boxes = [box(0), box(100, score: 0.8), box(100, score: 0.7, classID: 1)]
    comparison.add(boxes, boxes)
    comparison.add([], [])
    #expect(comparison.windows == 2 && comparison.matched == 3)
    #expect(comparison.onlyExpected == 0 && comparison.onlyActual == 0)
    #expect(comparison.meanOverlap == 1 && comparison.largestScoreDifference == 0)
  }

  @Test func aMatchNeedsOverlapAndClass() {
    var comparison = BoxComparison(overlapThreshold: 0.5)
    // 5 of 15 columns; another class; far away.
    comparison.add([box(0), box(50), box(90)], [box(5), box(50, classID: 1), box(200)])
    #expect(comparison.matched == 0 && comparison.onlyExpected == 3 && comparison.onlyActual == 3)
    #expect(comparison.meanOverlap == nil)
    // 8 of 12 columns.
    comparison.add([box(0, score: 0.5)], [box(2, score: 0.75)])
    #expect(comparison.matched == 1 && comparison.largestScoreDifference == 0.25)
    #expect(abs((comparison.meanOverlap ?? 0) - 8.0 / 12) < 1e-6)
  }

  @Test func theHighestScoreChoosesFirstAndNoBoxIsTakenTwice() {
    var comparison = BoxComparison(overlapThreshold: 0.3)
    comparison.add([box(0), box(2, score: 0.6)], [box(1, score: 0.9)])
    #expect(comparison.matched == 1 && comparison.onlyExpected == 1 && comparison.onlyActual == 0)
    // The better overlap wins, not the first.
    var other = BoxComparison(overlapThreshold: 0.3)
    other.add([box(0, score: 0.75)], [box(4, score: 0.95), box(1, score: 0.25)])
    #expect(other.matched == 1 && other.onlyActual == 1 && other.largestScoreDifference == 0.5)
  }
}
