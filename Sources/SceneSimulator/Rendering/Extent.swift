/// A rectangle on the picture's plane, also beyond the picture's edge.
struct Extent: Equatable {
  var left: Double
  var top: Double
  var right: Double
  var bottom: Double

  /// The smallest rectangle around this one and another.
  func union(_ other: Extent) -> Extent {
    Extent(
      left: min(left, other.left), top: min(top, other.top), right: max(right, other.right),
      bottom: max(bottom, other.bottom))
  }

  /// The share of its area that lies on a picture.
  func share(inWidth width: Double, height: Double) -> Double {
    let area = (right - left) * (bottom - top)
    guard area > 0 else { return 0 }
    let inside = max(min(right, width) - max(left, 0), 0) * max(min(bottom, height) - max(top, 0), 0)
    return inside / area
  }
}
