/// When a car or a pedestrian gets a box.
public struct LabelRule: Equatable, Hashable, Sendable {
  /// The smallest share of its pixels on the picture that no other object hides, 0...1.
  public var visibleShare: Double
  /// The smallest share of its outline's rectangle that lies on the picture, 0...1; does not count where a hundredth of the whole
  /// picture shows the object.
  public var shareOnPicture: Double
  /// The smallest number of its pixels that must be seen.
  public var visiblePixels: Int
  /// The shortest side of its box in pixels.
  public var side: Int
  /// The smallest mean difference of log luminance between both sides of its visible edge.
  public var contrast: Double

  /// Creates a rule.
  public init(
    visibleShare: Double = 0.3, shareOnPicture: Double = 0.25, visiblePixels: Int = 40, side: Int = 5,
    contrast: Double = 0.1
  ) {
    self.visibleShare = visibleShare
    self.shareOnPicture = shareOnPicture
    self.visiblePixels = visiblePixels
    self.side = side
    self.contrast = contrast
  }
}
