/// An upright rectangle of whole pixels.
public struct Rectangle: Equatable, Sendable {
  /// Left edge.
  public var x: Int
  /// Top edge.
  public var y: Int
  /// Width, not negative.
  public var width: Int
  /// Height, not negative.
  public var height: Int

  /// Creates a rectangle; a negative side counts as 0.
  public init(x: Int, y: Int, width: Int, height: Int) {
    self.x = x
    self.y = y
    self.width = max(0, width)
    self.height = max(0, height)
  }

  /// The first column right of it.
  public var right: Int { x + width }
  /// The first row below it.
  public var bottom: Int { y + height }

  /// The rectangle without a margin on each side.
  public func inset(left: Int = 0, top: Int = 0, right: Int = 0, bottom: Int = 0) -> Rectangle {
    Rectangle(x: x + left, y: y + top, width: width - left - right, height: height - top - bottom)
  }

  /// The rectangle without the same margin on all sides.
  public func inset(by margin: Int) -> Rectangle { inset(left: margin, top: margin, right: margin, bottom: margin) }

  /// The part that both have.
  public func intersection(_ other: Rectangle) -> Rectangle {
    let left = max(x, other.x)
    let top = max(y, other.y)
    return Rectangle(
      x: left, y: top, width: min(right, other.right) - left, height: min(bottom, other.bottom) - top)
  }
}

extension Rectangle {
  /// Whether a point lies inside.
  public func contains(_ point: Point) -> Bool {
    point.x >= Double(x) && point.y >= Double(y) && point.x < Double(right) && point.y < Double(bottom)
  }
}
