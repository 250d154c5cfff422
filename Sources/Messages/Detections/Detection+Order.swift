public import Detections

extension Detection {
  /// Whether this detection stands before another in a message: by descending score, then by ascending x, y and class.
  ///
  /// The remaining values break further ties, and floats compare by their bits where they are zeros of different sign or
  /// not numbers, so that every order of the same detections is sorted to the same bytes. Scores that are not numbers
  /// come last.
  public func precedes(_ other: Detection) -> Bool {
    let scores = (score.isNaN ? Int32.min : score.totalOrder, other.score.isNaN ? Int32.min : other.score.totalOrder)
    if scores.0 != scores.1 { return scores.0 > scores.1 }
    if x.totalOrder != other.x.totalOrder { return x.totalOrder < other.x.totalOrder }
    if y.totalOrder != other.y.totalOrder { return y.totalOrder < other.y.totalOrder }
    if classID != other.classID { return classID < other.classID }
    if width.totalOrder != other.width.totalOrder { return width.totalOrder < other.width.totalOrder }
    if height.totalOrder != other.height.totalOrder { return height.totalOrder < other.height.totalOrder }
    if trackID != other.trackID { return trackID < other.trackID }
    return score.bitPattern < other.score.bitPattern
  }
}

extension Float {
  /// An integer that orders as the float does; IEEE 754 section 5.10.
  fileprivate var totalOrder: Int32 {
    let bits = Int32(bitPattern: bitPattern)
    return bits < 0 ? bits ^ Int32.max : bits
  }
}
