/// COCO's metrics of a set of images.
///
/// Equal to pycocotools' to rounding; what it calls -1, because nothing was to be found, is nil.
public struct PrecisionScores: Equatable, Sendable {
  /// The scores of each class.
  public let classes: [ClassScores]

  /// The mean over classes of average precision, 0...1, at one of `COCORules.overlapThresholds` or over all.
  public func meanAveragePrecision(_ size: ObjectSize = .all, threshold: Int? = nil) -> Double? {
    mean(size) { $0.averagePrecision(threshold: threshold) }
  }

  /// The mean over classes of average recall, 0...1, for one of `COCORules.detectionLimits`.
  public func meanAverageRecall(_ size: ObjectSize = .all, limit: Int = 2) -> Double? {
    mean(size) { $0.averageRecall(limit: limit) }
  }

  /// pycocotools' twelve numbers (`COCOeval.stats`), in its order.
  public var summary: [Double?] {
    [
      meanAveragePrecision(), meanAveragePrecision(threshold: 0), meanAveragePrecision(threshold: 5),
      meanAveragePrecision(.small), meanAveragePrecision(.medium), meanAveragePrecision(.large),
      meanAverageRecall(limit: 0), meanAverageRecall(limit: 1), meanAverageRecall(limit: 2),
      meanAverageRecall(.small), meanAverageRecall(.medium), meanAverageRecall(.large),
    ]
  }

  private func mean(_ size: ObjectSize, _ value: (SizeScores) -> Double) -> Double? {
    let values = classes.compactMap { $0.scores(size).map(value) }
    return values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
  }
}
