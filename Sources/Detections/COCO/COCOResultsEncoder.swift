/// Writes detections as a COCO results file, which pycocotools' `loadRes` reads.
///
/// A JSON array of `{"image_id", "category_id", "bbox": [x, y, width, height], "score"}`; boxes are rounded to thousandths of a
/// pixel as in the published evaluation, scores are not rounded, so that their order stays.
/// Source: the COCO results format, <https://cocodataset.org/#format-results>.
public struct COCOResultsEncoder {
  private var isEmpty = true

  /// Creates an encoder.
  public init() {}

  /// Appends one detection's object.
  ///
  /// - Parameters:
  ///   - detection: in pixels of the image, finite, at most 1e12 in absolute value.
  ///   - imageID: the image's id in the annotations.
  ///   - categoryID: the id of the detection's class in the annotations.
  ///   - bytes: appended to.
  public mutating func encode(
    _ detection: Detection, imageID: Int64, categoryID: Int64, into bytes: inout [UInt8]
  ) {
    let box = [detection.x, detection.y, detection.width, detection.height].map(Self.thousandths).joined(separator: ",")
    let object =
      "{\"image_id\":\(imageID),\"category_id\":\(categoryID),\"bbox\":[\(box)],\"score\":\(detection.score)}"
    bytes += Array((isEmpty ? "[\n" : ",\n").utf8)
    bytes += Array(object.utf8)
    isEmpty = false
  }

  /// Ends the array.
  public func finish(into bytes: inout [UInt8]) {
    bytes += Array((isEmpty ? "[]\n" : "\n]\n").utf8)
  }

  private static func thousandths(_ value: Float) -> String {
    let scaled = Double(value) * 1000
    let whole = Int64(scaled + (scaled < 0 ? -0.5 : 0.5))
    let (units, rest) = whole.magnitude.quotientAndRemainder(dividingBy: 1000)
    let digits = String(1000 + rest).dropFirst()
    var text = "\(whole < 0 ? "-" : "")\(units)"
    if rest > 0 {
      text += "."
      text += String(digits.reversed().drop { $0 == "0" }.reversed())
    }
    return text
  }
}
