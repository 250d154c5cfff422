/// One change-detection event: a pixel whose log intensity rose or fell.
///
/// The stride is 16 bytes, the layout of Prophesee's `EventCD` (`x` at 0, `y` at 2, `p` at 4, `t` at 8), so that a run of
/// records in that layout can be taken over as it is.
@frozen
public struct Event: Equatable, Hashable, Sendable, BitwiseCopyable {
  /// Column in pixels, 0 at the left.
  public var x: UInt16
  /// Row in pixels, 0 at the top.
  public var y: UInt16
  /// 1 for ON (brighter), 0 for OFF (darker); 32 bits wide because of the layout.
  public var polarityBits: Int32
  /// Sensor time in microseconds.
  public var time: Int64

  /// Creates an event from its four values.
  @inlinable
  public init(time: Int64, x: UInt16, y: UInt16, polarity: Polarity) {
    self.x = x
    self.y = y
    self.polarityBits = Int32(polarity.rawValue)
    self.time = time
  }

  /// The direction of the change.
  @inlinable
  public var polarity: Polarity { polarityBits == 0 ? .off : .on }
}
