/// How well objects of one class and one size were found.
public struct SizeScores: Equatable, Sendable {
  /// The boxes that were to be found, at least 1.
  public let truths: Int
  /// For each overlap threshold the precision at each of `COCORules.recalls`, never rising.
  public let precision: [[Double]]
  /// For each of `COCORules.detectionLimits` and each overlap threshold the largest recall.
  public let recall: [[Double]]

  /// Average precision, 0...1, at one overlap threshold or over all.
  public func averagePrecision(threshold: Int? = nil) -> Double {
    let curves = threshold.map { [precision[$0]] } ?? precision
    return curves.reduce(0) { $0 + $1.reduce(0, +) / Double($1.count) } / Double(curves.count)
  }

  /// Average recall over all overlap thresholds, 0...1, for one of `COCORules.detectionLimits`.
  public func averageRecall(limit: Int = 2) -> Double {
    recall[limit].reduce(0, +) / Double(recall[limit].count)
  }

  /// Works out the scores of detections in descending score, each with its rank in its image; nil without boxes to be found.
  ///
  /// Source: pycocotools, `COCOeval.accumulate`.
  init?(_ ranked: [RankedDetection], truths: Int, size: Int) {
    guard truths > 0 else { return nil }
    self.truths = truths
    var precision: [[Double]] = []
    var recall = COCORules.detectionLimits.map { _ in [Double]() }
    for threshold in COCORules.overlapThresholds.indices {
      var right = 0
      var wrong = 0
      var rights = COCORules.detectionLimits.map { _ in 0 }
      var recalls: [Double] = []
      var precisions: [Double] = []
      for ranked in ranked {
        if ranked.detection.isRight(size: size, threshold: threshold) {
          right += 1
          for (index, limit) in COCORules.detectionLimits.enumerated() where ranked.rank < limit { rights[index] += 1 }
        } else if ranked.detection.isWrong(size: size, threshold: threshold) {
          wrong += 1
        } else {
          continue
        }
        recalls.append(Double(right) / Double(truths))
        precisions.append(Double(right) / (Double(wrong + right) + .ulpOfOne))
      }
      for index in precisions.indices.dropFirst().reversed() {
        precisions[index - 1] = max(precisions[index - 1], precisions[index])
      }
      var place = 0
      precision.append(
        COCORules.recalls.map { level in
          while place < recalls.count, recalls[place] < level { place += 1 }
          return place < precisions.count ? precisions[place] : 0
        })
      for index in rights.indices { recall[index].append(Double(rights[index]) / Double(truths)) }
    }
    self.precision = precision
    self.recall = recall
  }
}
