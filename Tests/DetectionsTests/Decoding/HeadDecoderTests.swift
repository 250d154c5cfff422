import Detections
import Testing

@Suite struct HeadDecoderTests {
  private let layout: HeadLayout

  init() throws { layout = try HeadLayout(inputWidth: 64, inputHeight: 32, classCount: 3) }

  /// A head whose class logits are all -20 and whose distances are all the mean of 0...15.
  private func quietHead() -> [Float] {
    [Float](repeating: 0, count: 64 * layout.anchorCount) + [Float](repeating: -20, count: 3 * layout.anchorCount)
  }

  private func decode(_ head: [Float], multiLabel: Bool = false, threshold: Float = 0.25) throws -> (
    candidates: [BoxCandidate], nonFinite: UInt64
  ) {
    var decoder = HeadDecoder(
      layout: layout, rules: try DecodingRules(scoreThreshold: threshold, isMultiLabel: multiLabel))
    var candidates: [BoxCandidate] = []
    candidates.reserveCapacity(decoder.candidateCapacity)
    decoder.decode(head.span, into: &candidates)
    #expect(candidates.count <= decoder.candidateCapacity)
    return (candidates, decoder.nonFiniteBoxCount)
  }

  @Test func anchorsAreTheThreeGridsRowByRow() throws {
    #expect(layout.anchorCount == 8 * 4 + 4 * 2 + 2 * 1)
    var head = quietHead()
    let places: [(anchor: Int, x: Float, y: Float, stride: Float)] = [
      (0, 4, 4, 8), (7, 60, 4, 8), (8, 4, 12, 8), (31, 60, 28, 8), (32, 8, 8, 16), (39, 56, 24, 16), (41, 48, 16, 32),
    ]
    for place in places { head[64 * 42 + place.anchor] = 10 }
    let candidates = try decode(head).candidates
    #expect(candidates.count == places.count)
    for (candidate, place) in zip(candidates, places) {
      #expect((candidate.left + candidate.right) / 2 == place.x)
      #expect((candidate.top + candidate.bottom) / 2 == place.y)
      #expect(candidate.right - candidate.left == 15 * place.stride)
    }
  }

  @Test func distancesAreTheMeanOfTheirBins() throws {
    var head = quietHead()
    head[65 * 42] = 3
    for (group, bin) in [(0, 2), (1, 0), (2, 15), (3, 7)] { head[(16 * group + bin) * 42] = 60 }
    let candidates = try decode(head).candidates
    #expect(candidates == [BoxCandidate(left: -12, top: 4, right: 124, bottom: 60, score: 0.95257413, classID: 1)])
  }

  @Test func multiLabelGivesEveryClassAboveTheThreshold() throws {
    var head = quietHead()
    head[64 * 42 + 5] = 1
    head[65 * 42 + 5] = 2
    #expect(try decode(head).candidates.map(\.classID) == [1])
    let candidates = try decode(head, multiLabel: true).candidates
    #expect(candidates.map(\.classID) == [0, 1])
    #expect(candidates.map(\.score) == [0.7310586, 0.8807971])
    #expect(candidates[0].left == candidates[1].left)
  }

  @Test func theThresholdItselfIsNotAbove() throws {
    var head = quietHead()
    head[64 * 42] = 0
    #expect(try decode(head, threshold: 0.5).candidates.isEmpty)
    head[64 * 42] = 1e-6
    #expect(try decode(head, threshold: 0.5).candidates.count == 1)
    #expect(try decode(head, threshold: 1).candidates.isEmpty)
    #expect(try decode(head, threshold: 0).candidates.count == 42)
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity, .signalingNaN, .greatestFiniteMagnitude], [false, true])
  func nonFiniteLogitsNeitherTrapNorPassAsBoxes(value: Float, multiLabel: Bool) throws {
    var everywhere = [Float](repeating: value, count: layout.elementCount)
    for candidate in try decode(everywhere, multiLabel: multiLabel).candidates {
      #expect(candidate.left.isFinite && candidate.score.isFinite)
    }
    for anchor in 0..<42 { everywhere[64 * 42 + anchor] = 5 }
    let (candidates, nonFinite) = try decode(everywhere, multiLabel: multiLabel)
    if value == .greatestFiniteMagnitude {
      #expect(candidates.count >= 42 && nonFinite == 0)
    } else {
      #expect(candidates.isEmpty && nonFinite == 42)
    }
    var single = quietHead()
    single[64 * 42 + 3] = value
    single[65 * 42 + 3] = 4
    let expected = value == .infinity || value == .greatestFiniteMagnitude ? UInt32(0) : 1
    #expect(try decode(single).candidates.map(\.classID) == [expected])
  }

  @Test func valuesOutOfRangeAreRefused() {
    for (width, height, classes) in [(0, 32, 1), (32, 33, 1), (-32, 32, 1), (8224, 32, 1), (32, 32, 0), (32, 32, 4097)]
    {
      #expect(throws: DetectionsError.self) {
        try HeadLayout(inputWidth: width, inputHeight: height, classCount: classes)
      }
    }
    for threshold in [-0.1, 1.1, .nan, .infinity] as [Float] {
      #expect(throws: DetectionsError.self) { try DecodingRules(scoreThreshold: threshold) }
      #expect(throws: DetectionsError.self) { try DecodingRules(overlapThreshold: threshold) }
    }
    #expect(throws: DetectionsError.self) { try DecodingRules(maximumDetections: 0) }
    #expect(throws: DetectionsError.self) { try DecodingRules(maximumCandidates: 1_000_001) }
  }
}
