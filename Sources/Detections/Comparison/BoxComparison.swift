/// The boxes of two runs on the same windows, matched one to one.
///
/// In descending score, each expected box takes the box of its class that overlaps it most and is still free, if the
/// intersection over union is at least the threshold.
public struct BoxComparison: Equatable, Sendable {
  /// The least intersection over union of a match, 0...1.
  public let overlapThreshold: Float
  /// The windows compared.
  public private(set) var windows = 0
  /// Boxes that both have.
  public private(set) var matched = 0
  /// Boxes that only the expected run has.
  public private(set) var onlyExpected = 0
  /// Boxes that only the other run has.
  public private(set) var onlyActual = 0
  /// The largest difference of the scores of a match.
  public private(set) var largestScoreDifference: Float = 0

  private var overlapSum = 0.0

  /// Creates a comparison that has seen nothing.
  public init(overlapThreshold: Float = 0.5) {
    precondition((0...1).contains(overlapThreshold))
    self.overlapThreshold = overlapThreshold
  }

  /// The mean intersection over union of the matches; nil before any.
  public var meanOverlap: Double? { matched > 0 ? overlapSum / Double(matched) : nil }

  /// Adds the boxes of a window, both lists in descending score as `NonMaximumSuppression` leaves them.
  public mutating func add(_ expected: [BoxCandidate], _ actual: [BoxCandidate]) {
    var isFree = [Bool](repeating: true, count: actual.count)
    var matches = 0
    for box in expected {
      var best: (index: Int, overlap: Float)?
      for index in actual.indices where isFree[index] && actual[index].classID == box.classID {
        let overlap = box.overlap(with: actual[index])
        if overlap >= overlapThreshold, overlap > best?.overlap ?? -1 { best = (index, overlap) }
      }
      guard let best else { continue }
      isFree[best.index] = false
      matches += 1
      overlapSum += Double(best.overlap)
      largestScoreDifference = max(largestScoreDifference, abs(actual[best.index].score - box.score))
    }
    windows += 1
    matched += matches
    onlyExpected += expected.count - matches
    onlyActual += actual.count - matches
  }
}
