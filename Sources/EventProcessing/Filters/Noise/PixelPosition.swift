/// A pixel of a sensor.
public struct PixelPosition: Equatable, Hashable, Sendable {
  /// Column, 0 at the left.
  public var x: UInt16
  /// Row, 0 at the top.
  public var y: UInt16

  /// Creates a position.
  public init(x: UInt16, y: UInt16) {
    self.x = x
    self.y = y
  }
}
