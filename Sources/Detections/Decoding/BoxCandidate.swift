/// A box in network input pixels with the score of one class.
public struct BoxCandidate: Equatable, Hashable, Sendable, BitwiseCopyable {
  /// Left edge; may lie outside the input.
  public var left: Float
  /// Top edge; may lie outside the input.
  public var top: Float
  /// Right edge.
  public var right: Float
  /// Bottom edge.
  public var bottom: Float
  /// Probability of the class, 0...1.
  public var score: Float
  /// Index into the model's classes.
  public var classID: UInt32

  /// Creates a candidate.
  public init(left: Float, top: Float, right: Float, bottom: Float, score: Float, classID: UInt32) {
    self.left = left
    self.top = top
    self.right = right
    self.bottom = bottom
    self.score = score
    self.classID = classID
  }

  /// Intersection over union with another box, 0...1; 0 where neither has an area.
  @inline(__always)
  public func overlap(with other: BoxCandidate) -> Float {
    let width = min(right, other.right) - max(left, other.left)
    let height = min(bottom, other.bottom) - max(top, other.top)
    guard width > 0, height > 0 else { return 0 }
    let intersection = width * height
    let union = (right - left) * (bottom - top) + (other.right - other.left) * (other.bottom - other.top) - intersection
    return intersection / union
  }

  /// Whether this one comes first: by descending score, then from left, from top, by class; then by the other edges, so that
  /// the order does not depend on the algorithm that sorts.
  @inline(__always)
  public func precedes(_ other: BoxCandidate) -> Bool {
    if score != other.score { return score > other.score }
    if left != other.left { return left < other.left }
    if top != other.top { return top < other.top }
    if classID != other.classID { return classID < other.classID }
    if right != other.right { return right < other.right }
    return bottom < other.bottom
  }
}
