/// The numbers of COCO's detection metrics.
///
/// Thresholds and recalls are spaced as NumPy's `linspace` spaces them, to the last bit.
/// Source: pycocotools, `COCOeval` with its usual parameters.
public enum COCORules {
  /// The least intersection over union of a match: 0.50, 0.55, ..., 0.95.
  public static let overlapThresholds = linspace(0.5, 0.95, count: 10)
  /// The recalls at which precision is taken: 0, 0.01, ..., 1.
  public static let recalls = linspace(0, 1, count: 101)
  /// How many detections of a class in an image count at most, for recall; for precision the last.
  public static let detectionLimits = [1, 10, 100]

  private static func linspace(_ first: Double, _ last: Double, count: Int) -> [Double] {
    let step = (last - first) / Double(count - 1)
    return (0..<count).map { $0 == count - 1 ? last : Double($0) * step + first }
  }
}
