/// The least score at which the harmonic mean of precision and recall (F1) is largest, at an overlap of 0.5.
public struct OperatingPoint: Equatable, Sendable {
  /// Detections from this score on count.
  public let score: Float
  /// The share of them that are right, 0...1.
  public let precision: Double
  /// The share of boxes that they find, 0...1.
  public let recall: Double

  /// The harmonic mean of precision and recall, 0...1.
  public var f1: Double { 2 * precision * recall / (precision + recall) }

  init?(_ ranked: [RankedDetection], truths: Int) {
    guard truths > 0 else { return nil }
    var (right, wrong) = (0, 0)
    var best: (f1: Double, point: OperatingPoint)?
    for (index, entry) in ranked.enumerated() {
      if entry.detection.isRight(size: 0, threshold: 0) {
        right += 1
      } else if entry.detection.isWrong(size: 0, threshold: 0) {
        wrong += 1
      }
      // Equal scores cannot be told apart.
      guard right > 0, index + 1 == ranked.count || ranked[index + 1].detection.score < entry.detection.score else {
        continue
      }
      let f1 = 2 * Double(right) / Double(right + wrong + truths)
      guard f1 > best?.f1 ?? 0 else { continue }
      best = (
        f1,
        OperatingPoint(
          score: entry.detection.score, precision: Double(right) / Double(right + wrong),
          recall: Double(right) / Double(truths))
      )
    }
    guard let best else { return nil }
    self = best.point
  }

  private init(score: Float, precision: Double, recall: Double) {
    self.score = score
    self.precision = precision
    self.recall = recall
  }
}
