import Detections

/// COCO's numbers of one class, or their means over classes; nil where there was nothing to be found.
struct PrecisionFigures: Encodable {
  var map50: Double?
  var map75: Double?
  var map: Double?
  var small: Double?
  var medium: Double?
  var large: Double?
  var recall1: Double?
  var recall10: Double?
  var recall100: Double?

  enum CodingKeys: String, CodingKey {
    case map50 = "mAP@50"
    case map75 = "mAP@75"
    case map = "mAP@50:95"
    case small = "mAP_small"
    case medium = "mAP_medium"
    case large = "mAP_large"
    case recall1 = "AR@1"
    case recall10 = "AR@10"
    case recall100 = "AR@100"
  }

  /// The means over classes.
  init(_ scores: PrecisionScores) {
    map50 = scores.meanAveragePrecision(threshold: 0)
    map75 = scores.meanAveragePrecision(threshold: 5)
    map = scores.meanAveragePrecision()
    small = scores.meanAveragePrecision(.small)
    medium = scores.meanAveragePrecision(.medium)
    large = scores.meanAveragePrecision(.large)
    recall1 = scores.meanAverageRecall(limit: 0)
    recall10 = scores.meanAverageRecall(limit: 1)
    recall100 = scores.meanAverageRecall(limit: 2)
  }

  /// One class's.
  init(_ scores: ClassScores) {
    let all = scores.scores(.all)
    map50 = all?.averagePrecision(threshold: 0)
    map75 = all?.averagePrecision(threshold: 5)
    map = all?.averagePrecision()
    small = scores.scores(.small)?.averagePrecision()
    medium = scores.scores(.medium)?.averagePrecision()
    large = scores.scores(.large)?.averagePrecision()
    recall1 = all?.averageRecall(limit: 0)
    recall10 = all?.averageRecall(limit: 1)
    recall100 = all?.averageRecall(limit: 2)
  }
}
