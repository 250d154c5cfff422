import CSceneKernels

/// A rectangle of pixels; right and bottom are exclusive.
struct PixelBounds: Equatable {
  var left: Int
  var top: Int
  var right: Int
  var bottom: Int

  init(left: Int, top: Int, right: Int, bottom: Int) {
    self.left = left
    self.top = top
    self.right = right
    self.bottom = bottom
  }

  /// The pixels of a picture that a rectangle touches; nil where there are none.
  init?(left: Double, top: Double, right: Double, bottom: Double, width: Int, height: Int) {
    // NaN compares as false.
    guard right > 0, bottom > 0, left < Double(width), top < Double(height), left <= right, top <= bottom else {
      return nil
    }
    self.left = Int(max(left, 0))
    self.top = Int(max(top, 0))
    self.right = Int(min(right, Double(width - 1))) + 1
    self.bottom = Int(min(bottom, Double(height - 1))) + 1
  }

  /// The smallest rectangle around this one and another.
  func union(_ other: PixelBounds) -> PixelBounds {
    PixelBounds(
      left: min(left, other.left), top: min(top, other.top), right: max(right, other.right),
      bottom: max(bottom, other.bottom))
  }

  func apply(to primitive: inout scene_primitive) {
    primitive.left = Int32(left)
    primitive.top = Int32(top)
    primitive.right = Int32(right)
    primitive.bottom = Int32(bottom)
  }
}
