import Detections
import Testing

@Suite struct NonMaximumSuppressionTests {
  private func box(_ left: Float, _ top: Float, _ side: Float, score: Float, classID: UInt32 = 0) -> BoxCandidate {
    BoxCandidate(left: left, top: top, right: left + side, bottom: top + side, score: score, classID: classID)
  }

  private func suppress(_ candidates: [BoxCandidate], _ rules: DecodingRules) -> [BoxCandidate] {
    var suppression = NonMaximumSuppression(rules: rules)
    var result = candidates
    suppression.suppress(&result)
    return result
  }

  @Test func onlyBoxesOfOneClassSuppressEachOther() throws {
    let best = box(0, 0, 10, score: 0.9)
    let covered = box(1, 0, 10, score: 0.8)
    let otherClass = box(1, 0, 10, score: 0.7, classID: 1)
    let apart = box(4, 0, 10, score: 0.6)
    let result = suppress([apart, covered, otherClass, best], try DecodingRules())
    #expect(result == [best, otherClass, apart])
  }

  @Test func theOverlapThresholdItselfIsKept() throws {
    let boxes = [box(0, 0, 4, score: 0.9), BoxCandidate(left: 0, top: 0, right: 4, bottom: 2, score: 0.8, classID: 0)]
    #expect(boxes[0].overlap(with: boxes[1]) == 0.5)
    #expect(suppress(boxes, try DecodingRules(overlapThreshold: 0.5)).count == 2)
    #expect(suppress(boxes, try DecodingRules(overlapThreshold: Float(0.5).nextDown)).count == 1)
  }

  @Test func aDroppedBoxSuppressesNothing() throws {
    let chain = [box(0, 0, 10, score: 0.9), box(3, 0, 10, score: 0.8), box(6, 0, 10, score: 0.7)]
    #expect(suppress(chain, try DecodingRules(overlapThreshold: 0.5)) == [chain[0], chain[2]])
  }

  @Test func equalScoresAreOrderedByPlaceThenClass() throws {
    let ordered = [
      box(0, 5, 1, score: 0.5), box(3, 0, 1, score: 0.5), box(3, 2, 1, score: 0.5),
      box(3, 2, 1, score: 0.5, classID: 1),
    ]
    for rotation in 0..<4 {
      let input = Array(ordered[rotation...] + ordered[..<rotation])
      #expect(suppress(input, try DecodingRules()) == ordered)
    }
  }

  @Test func countsAreBounded() throws {
    let boxes = (0..<500).map { box(Float($0) * 20, 0, 10, score: Float($0) / 500) }
    #expect(suppress(boxes, try DecodingRules()) == Array(boxes.reversed().prefix(300)))
    #expect(suppress(boxes, try DecodingRules(maximumDetections: 7)) == Array(boxes.reversed().prefix(7)))
    #expect(suppress(boxes, try DecodingRules(maximumCandidates: 5)) == Array(boxes.reversed().prefix(5)))
    #expect(suppress([], try DecodingRules()).isEmpty)
  }

  @Test func emptyBoxesOverlapNothing() throws {
    let boxes = [box(3, 3, 0, score: 0.9), box(3, 3, 0, score: 0.8)]
    #expect(boxes[0].overlap(with: boxes[1]) == 0)
    #expect(suppress(boxes, try DecodingRules()).count == 2)
  }

  @Test func everyOrderOfTheInputGivesWhatSortingAndComparingGives() throws {
    let rules = try DecodingRules(overlapThreshold: 0.4)
    var state: UInt32 = 12_345
    func random(_ bound: UInt32) -> UInt32 {
      state = state &* 1_664_525 &+ 1_013_904_223
      return (state >> 8) % bound
    }
    for count in 0..<60 {
      let boxes = (0..<count).map { _ in
        box(
          Float(random(40)), Float(random(40)), Float(1 + random(20)), score: Float(random(8)) / 8, classID: random(2))
      }
      var expected: [BoxCandidate] = []
      for candidate in boxes.sorted(by: { $0.precedes($1) })
      where !expected.contains(where: { $0.classID == candidate.classID && $0.overlap(with: candidate) > 0.4 }) {
        expected.append(candidate)
      }
      #expect(suppress(boxes, rules) == expected)
      #expect(suppress(boxes.reversed(), rules) == expected)
    }
  }
}
