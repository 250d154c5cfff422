import Detections
import Testing

private let publishedHeadPath = "fixtures/checkpoint-gen1/io.safetensors"

/// Checks decoding and suppression against values computed by the published code.
@Suite(.enabled(if: SharedTensors.exists(publishedHeadPath), "skipped: ../shared/\(publishedHeadPath) is not there"))
struct PublishedHeadTests {
  private func decode(_ rules: DecodingRules) throws -> [BoxCandidate] {
    let head = try SharedTensors(publishedHeadPath).floats("head_raw_256x320")
    let layout = try HeadLayout(inputWidth: 320, inputHeight: 256, classCount: 2)
    #expect(head.shape == [layout.channelCount, layout.anchorCount])
    var decoder = HeadDecoder(layout: layout, rules: rules)
    var candidates: [BoxCandidate] = []
    decoder.decode(head.elements.span, into: &candidates)
    #expect(decoder.nonFiniteBoxCount == 0)
    return candidates
  }

  @Test func everyAnchorDecodesAsPublished() throws {
    let candidates = try decode(DecodingRules(scoreThreshold: 0, isMultiLabel: true))
    let expected = try SharedTensors(publishedHeadPath).floats("head_decoded_256x320").elements
    #expect(candidates.count == 1680 * 2)
    for (position, candidate) in candidates.enumerated() {
      let anchor = position / 2
      #expect(candidate.classID == UInt32(position % 2))
      let centreX = expected[anchor]
      let centreY = expected[1680 + anchor]
      let halfWidth = expected[2 * 1680 + anchor] / 2
      let halfHeight = expected[3 * 1680 + anchor] / 2
      #expect(abs(candidate.left - (centreX - halfWidth)) < 1e-3)
      #expect(abs(candidate.top - (centreY - halfHeight)) < 1e-3)
      #expect(abs(candidate.right - (centreX + halfWidth)) < 1e-3)
      #expect(abs(candidate.bottom - (centreY + halfHeight)) < 1e-3)
      #expect(abs(candidate.score - expected[(4 + position % 2) * 1680 + anchor]) < 1e-6)
    }
  }

  @Test(
    arguments: [
      ("nms_score025_iou07", 0.25, false), ("nms_score0001_iou07", 0.001, false),
      ("nms_score0001_iou07_multilabel", 0.001, true),
    ] as [(String, Float, Bool)])
  func suppressionKeepsTheSameBoxes(name: String, scoreThreshold: Float, isMultiLabel: Bool) throws {
    let rules = try DecodingRules(scoreThreshold: scoreThreshold, isMultiLabel: isMultiLabel)
    var candidates = try decode(rules)
    var suppression = NonMaximumSuppression(rules: rules)
    suppression.suppress(&candidates)
    let (shape, rows) = try SharedTensors(publishedHeadPath).floats(name)
    #expect(candidates.count == shape[0])
    #expect(zip(candidates, candidates.dropFirst()).allSatisfy { $0.precedes($1) })
    // As sets: each expected row takes one of ours.
    for row in 0..<shape[0] {
      let values = rows[(6 * row)..<(6 * row + 6)]
      let match = candidates.firstIndex { candidate in
        let ours = [candidate.left, candidate.top, candidate.right, candidate.bottom]
        return zip(ours, values).allSatisfy { abs($0 - $1) < 1e-2 } && abs(candidate.score - values[6 * row + 4]) < 1e-5
          && Float(candidate.classID) == values[6 * row + 5]
      }
      if let match { candidates.remove(at: match) } else { Issue.record("row \(row) of \(name) is missing") }
    }
    #expect(candidates.isEmpty)
  }
}
