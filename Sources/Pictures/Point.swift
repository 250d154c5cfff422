/// A place on a canvas in pixels; the middle of the top left pixel is (0.5, 0.5).
public struct Point: Equatable, Sendable {
  /// To the right.
  public var x: Double
  /// Downward.
  public var y: Double

  /// Creates a point.
  public init(x: Double, y: Double) {
    self.x = x
    self.y = y
  }
}
