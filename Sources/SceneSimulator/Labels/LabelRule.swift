/// When a car or a pedestrian gets a box.
public struct LabelRule: Equatable, Hashable, Sendable {
  /// The smallest share of its outline that must be seen, 0...1; what others hide and what lies beyond the picture's edge is not.
  public var visibleShare: Double
  /// The smallest number of its pixels that must be seen.
  public var visiblePixels: Int
  /// The shortest side of its box in pixels.
  public var side: Int
  /// The smallest mean difference of log luminance between both sides of its visible edge.
  public var contrast: Double

  /// Creates a rule.
  public init(visibleShare: Double = 0.3, visiblePixels: Int = 40, side: Int = 5, contrast: Double = 0.1) {
    self.visibleShare = visibleShare
    self.visiblePixels = visiblePixels
    self.side = side
    self.contrast = contrast
  }
}
