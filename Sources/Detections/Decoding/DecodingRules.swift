/// Which boxes become detections.
public struct DecodingRules: Equatable, Hashable, Sendable {
  /// A candidate's score must be larger than this, 0...1; published are 0.25 for live use, 0.001 for average precision.
  public let scoreThreshold: Float
  /// Of two boxes of one class whose intersection over union is larger, the lower-scored one is dropped; 0...1.
  public let overlapThreshold: Float
  /// The largest number of detections of a window.
  public let maximumDetections: Int
  /// The largest number of candidates, the highest-scored ones, that suppression looks at.
  public let maximumCandidates: Int
  /// Whether an anchor gives a candidate for every class above the threshold, as the published average precision is
  /// computed, or only for its best class.
  public let isMultiLabel: Bool

  /// Creates rules; the defaults are the published ones for live use.
  ///
  /// - Throws: `DetectionsError.rule` for values out of range.
  public init(
    scoreThreshold: Float = 0.25, overlapThreshold: Float = 0.7, maximumDetections: Int = 300,
    maximumCandidates: Int = 30_000, isMultiLabel: Bool = false
  ) throws(DetectionsError) {
    for (name, value) in [("scoreThreshold", scoreThreshold), ("overlapThreshold", overlapThreshold)]
    where !(0...1).contains(value) {
      throw .rule(name: name, value: "\(value)", legal: "0...1")
    }
    for (name, value) in [("maximumDetections", maximumDetections), ("maximumCandidates", maximumCandidates)]
    where !(1...1_000_000).contains(value) {
      throw .rule(name: name, value: "\(value)", legal: "1...1000000")
    }
    self.scoreThreshold = scoreThreshold
    self.overlapThreshold = overlapThreshold
    self.maximumDetections = maximumDetections
    self.maximumCandidates = maximumCandidates
    self.isMultiLabel = isMultiLabel
  }
}
