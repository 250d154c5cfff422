import Detections
import Testing

@Suite struct PrecisionScoresTests {
  private func box(_ x: Float, score: Float = 1) -> Detection {
    Detection(x: x, y: 0, width: 40, height: 40, score: score, classID: 0)
  }

  private func scores(_ truths: [Float], _ detections: [Detection]) throws -> ClassScores {
    var tally = PrecisionTally(classCount: 1)
    try tally.add(
      ImageMatches(truths: truths.map { TrueBox(box($0)) }, detections: detections), for: ImageKey(number: 1))
    return tally.scores().classes[0]
  }

  @Test func worksOnAnExampleByHand() throws {
    // Right at 0.9 and 0.7, wrong at 0.8; the third box is not found.
    let scores = try scores([0, 100, 200], [box(0, score: 0.9), box(300, score: 0.8), box(100, score: 0.7)])
    let medium = try #require(scores.scores(.medium))
    #expect(scores.truths == 3 && scores.detections == 3 && scores.scores(.small) == nil)
    #expect(medium.recall[2] == Array(repeating: 2.0 / 3, count: 10))
    #expect(medium.recall[0] == Array(repeating: 1.0 / 3, count: 10))
    // 34 recalls up to a third at precision 1, 33 up to two thirds at 2/3, 34 at 0.
    #expect(abs(medium.averagePrecision() - (34 + 33 * 2.0 / 3) / 101) < 1e-12)
    let point = try #require(scores.operatingPoint)
    #expect(point.score == 0.7 && abs(point.precision - 2.0 / 3) < 1e-12 && abs(point.f1 - 2.0 / 3) < 1e-12)
  }

  @Test func anOperatingPointDoesNotDivideEqualScores() throws {
    let scores = try scores([0], [box(0, score: 0.5), box(300, score: 0.5), box(400, score: 0.5)])
    let point = try #require(scores.operatingPoint)
    #expect(point.score == 0.5 && abs(point.precision - 1.0 / 3) < 1e-12 && point.recall == 1)
    #expect(try self.scores([0], [box(200, score: 0.5)]).operatingPoint == nil)
  }

  @Test func thresholdsAreThoseOfLinspace() {
    // As NumPy prints them; 0.6 and 0.7 are not their decimal neighbours by chance.
    #expect(
      COCORules.overlapThresholds.map(\.description) == [
        "0.5", "0.55", "0.6", "0.65", "0.7", "0.75", "0.8", "0.85", "0.8999999999999999", "0.95",
      ])
    #expect(COCORules.recalls.count == 101 && COCORules.recalls[35].description == "0.35000000000000003")
  }
}
