import ArgumentParser
import Detections

/// By which rules a data set is evaluated.
enum EvaluationProtocol: String, ExpressibleByArgument, CaseIterable, Codable {
  /// The vendor's for Gen1: a stream, and only what is large enough and after the first half second.
  case gen1
  /// The vendor's for 1 Mpx.
  case megapixel = "1mpx"
  /// The published code's: a window that ends at each label, and all boxes.
  case published
  /// COCO's, for folders of images.
  case coco

  /// Which boxes count.
  var labelRules: LabelRules {
    switch self {
    case .gen1: .gen1
    case .megapixel: .megapixel
    case .published, .coco: .everything
    }
  }

  /// Whether recordings are run as streams, as the pipeline runs them.
  var isStreamed: Bool { self == .gen1 || self == .megapixel }

  /// Whether an anchor gives a detection for each class, as the published code scores, not only for its best one.
  var isMultiLabel: Bool { !isStreamed }

  /// In words, for reports.
  var summary: String {
    switch self {
    case .gen1, .megapixel:
      "the vendor's rules: labels after 0.5 s, at least \(Format.decimal(Double(labelRules.minimumDiagonal), digits: 0)) "
        + "pixels in diagonal and \(Format.decimal(Double(labelRules.minimumSide), digits: 0)) in width and height; the "
        + "window that ends nearest to the label, at most 50 ms from it"
    case .published: "the published code's rules: all labels, each with a window that ends at it"
    case .coco: "COCO's rules for images"
    }
  }
}
