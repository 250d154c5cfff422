/// Keeps the best of overlapping boxes of one class, in storage that is allocated once.
///
/// Candidates are taken in descending score (ties from left, from top, by class); one that overlaps a kept box of its class
/// by more than the threshold is dropped; it ends at the largest number of detections.
public struct NonMaximumSuppression {
  /// The thresholds.
  public let rules: DecodingRules
  private var kept: [BoxCandidate] = []

  /// Creates a suppression.
  public init(rules: DecodingRules) {
    self.rules = rules
    kept.reserveCapacity(min(rules.maximumDetections, rules.maximumCandidates))
  }

  /// Replaces candidates by those that are kept, in descending score.
  ///
  /// Scores and edges must be finite, as `HeadDecoder` gives them.
  public mutating func suppress(_ candidates: inout [BoxCandidate]) {
    kept.removeAll(keepingCapacity: true)
    candidates.withUnsafeMutableBufferPointer { candidates in
      var heap = CandidateHeap(arranging: candidates)
      var taken = 0
      while kept.count < rules.maximumDetections, taken < rules.maximumCandidates, let best = heap.popFirst() {
        taken += 1
        if !isCovered(best) { kept.append(best) }
      }
    }
    candidates.removeAll(keepingCapacity: true)
    candidates.append(contentsOf: kept)
  }

  private func isCovered(_ candidate: BoxCandidate) -> Bool {
    for other in kept where other.classID == candidate.classID {
      if candidate.overlap(with: other) > rules.overlapThreshold { return true }
    }
    return false
  }
}
