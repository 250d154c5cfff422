/// Turns a detection head's raw output into candidate boxes, in storage that is allocated once.
///
/// Per anchor: each distance is the mean of 0...15 weighted by the softmax of its 16 logits, in cells; the box spans those
/// distances around the cell's centre; a class's score is the logistic function of its logit (YOLOv8's anchor-free head, with
/// which SpikeYOLO is published). Non-finite logits give no candidate.
public struct HeadDecoder {
  /// Shape of the raw output.
  public let layout: HeadLayout
  /// Which boxes become candidates.
  public let rules: DecodingRules
  /// Anchors left out so far because their box was not finite although a score was above the threshold.
  public private(set) var nonFiniteBoxCount: UInt64 = 0

  private let anchorCount: Int
  private let anchors: [Anchor]
  private let lowestLogit: Float
  private var bestLogits: [Float]
  private var bestClasses: [UInt32]

  private struct Anchor {
    var centreX: Float
    var centreY: Float
    var stride: Float
  }

  /// Creates a decoder.
  public init(layout: HeadLayout, rules: DecodingRules) {
    self.layout = layout
    self.rules = rules
    anchorCount = layout.anchorCount
    anchors = HeadLayout.strides.flatMap { stride in
      (0..<(layout.inputHeight / stride)).flatMap { row in
        (0..<(layout.inputWidth / stride)).map { column in
          Anchor(centreX: Float(column) + 0.5, centreY: Float(row) + 0.5, stride: Float(stride))
        }
      }
    }
    lowestLogit = Self.lowestLogit(scoreThreshold: rules.scoreThreshold)
    bestLogits = Array(repeating: 0, count: anchorCount)
    bestClasses = Array(repeating: 0, count: anchorCount)
  }

  /// The largest number of candidates of one head output; reserve as much and nothing is allocated later.
  public var candidateCapacity: Int { rules.isMultiLabel ? anchorCount * layout.classCount : anchorCount }

  /// Appends the candidates above the score threshold to `candidates`, by anchor, then by class.
  ///
  /// - Parameters:
  ///   - head: raw output [64 + classes, anchors], row-major, of the layout's `elementCount` elements.
  ///   - candidates: appended to.
  public mutating func decode(_ head: Span<Float>, into candidates: inout [BoxCandidate]) {
    precondition(head.count == layout.elementCount, "the head's output has another size than the layout")
    head.withUnsafeBufferPointer { head in
      guard let base = head.baseAddress else { return }
      if rules.isMultiLabel {
        decodeEveryClass(base, into: &candidates)
      } else {
        decodeBestClass(base, into: &candidates)
      }
    }
  }

  private mutating func decodeBestClass(_ head: UnsafePointer<Float>, into candidates: inout [BoxCandidate]) {
    findBestClasses(head)
    for anchor in 0..<anchorCount where bestLogits[anchor] >= lowestLogit {
      let score = logistic(bestLogits[anchor])
      guard score > rules.scoreThreshold, let box = box(of: anchor, in: head) else { continue }
      var candidate = box
      candidate.score = score
      candidate.classID = bestClasses[anchor]
      candidates.append(candidate)
    }
  }

  private mutating func decodeEveryClass(_ head: UnsafePointer<Float>, into candidates: inout [BoxCandidate]) {
    let logits = head + HeadLayout.boxChannelCount * anchorCount
    for anchor in 0..<anchorCount {
      var box: BoxCandidate?
      for classID in 0..<layout.classCount {
        let logit = logits[classID * anchorCount + anchor]
        guard logit >= lowestLogit else { continue }
        let score = logistic(logit)
        guard score > rules.scoreThreshold else { continue }
        if box == nil { box = self.box(of: anchor, in: head) }
        guard var candidate = box else { break }
        candidate.score = score
        candidate.classID = UInt32(classID)
        candidates.append(candidate)
      }
    }
  }

  /// Channel by channel, as the logits lie in memory; NaN is never the best.
  private mutating func findBestClasses(_ head: UnsafePointer<Float>) {
    let logits = head + HeadLayout.boxChannelCount * anchorCount
    let anchorCount = anchorCount
    let classCount = layout.classCount
    bestLogits.withUnsafeMutableBufferPointer { bestLogits in
      bestClasses.withUnsafeMutableBufferPointer { bestClasses in
        bestLogits.update(repeating: -.infinity)
        bestClasses.update(repeating: 0)
        for classID in 0..<classCount {
          let channel = logits + classID * anchorCount
          for anchor in 0..<anchorCount where channel[anchor] > bestLogits[anchor] {
            bestLogits[anchor] = channel[anchor]
            bestClasses[anchor] = UInt32(truncatingIfNeeded: classID)
          }
        }
      }
    }
  }

  /// The box of an anchor, without score; nil where it is not finite.
  private mutating func box(of anchor: Int, in head: UnsafePointer<Float>) -> BoxCandidate? {
    let group = HeadLayout.binCount * anchorCount
    let place = anchors[anchor]
    let left = distance(head + anchor)
    let top = distance(head + anchor + group)
    let right = distance(head + anchor + 2 * group)
    let bottom = distance(head + anchor + 3 * group)
    guard (left + top + right + bottom).isFinite else {
      nonFiniteBoxCount &+= 1
      return nil
    }
    return BoxCandidate(
      left: (place.centreX - left) * place.stride, top: (place.centreY - top) * place.stride,
      right: (place.centreX + right) * place.stride, bottom: (place.centreY + bottom) * place.stride,
      score: 0, classID: 0)
  }

  /// The mean of 0...15 weighted by the softmax of 16 logits that lie `anchorCount` apart.
  private func distance(_ logits: UnsafePointer<Float>) -> Float {
    var largest = -Float.infinity
    for bin in 0..<HeadLayout.binCount { largest = max(largest, logits[bin * anchorCount]) }
    var weight = 0.0
    var moment = 0.0
    for bin in 0..<HeadLayout.binCount {
      let share = exponential(Double(logits[bin * anchorCount]) - Double(largest))
      weight += share
      moment += share * Double(bin)
    }
    return Float(moment / weight)
  }

  /// A logit a little below the one whose score is the threshold, found by halving: no logarithm is needed.
  private static func lowestLogit(scoreThreshold: Float) -> Float {
    if logistic(-100) > scoreThreshold { return -.infinity }
    var below: Float = -100
    var above: Float = 100
    for _ in 0..<40 {
      let middle = (below + above) / 2
      if logistic(middle) > scoreThreshold { above = middle } else { below = middle }
    }
    return below - 0.001
  }
}
