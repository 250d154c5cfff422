/// What became of a detection at each overlap threshold and for each size of objects.
public struct MatchedDetection: Equatable, Hashable, Sendable {
  /// Its score, 0...1.
  public let score: Float
  /// For each of `ObjectSize.allCases` a bit for each of `COCORules.overlapThresholds`: whether it found an object.
  public let matched: SIMD4<UInt16>
  /// Likewise: whether it counts neither as right nor as wrong.
  public let ignored: SIMD4<UInt16>

  /// Whether it is a find that counts.
  func isRight(size: Int, threshold: Int) -> Bool {
    (matched[size] & ~ignored[size]) >> UInt16(threshold) & 1 == 1
  }

  /// Whether it is an error that counts.
  func isWrong(size: Int, threshold: Int) -> Bool {
    ~(matched[size] | ignored[size]) >> UInt16(threshold) & 1 == 1
  }
}
