/// One timestep of a camera as people look at it.
public struct ViewedImage: Sendable {
  /// The camera's images are numbered, those that nobody has looked at included.
  public var number: UInt64
  /// The image's width in pixels.
  public var width: Int
  /// The image's height in pixels.
  public var height: Int
  /// Four pixels a byte, the first in the lowest bits, row after row without gaps: 0 for no event, 1 for OFF, 2 for ON.
  public var pixels: [UInt8]
  /// The end of the timestep on the sensor's clock.
  public var sensorTimeMicroseconds: Int64
}
