import Events

/// The pixels that are given: all, or those on the sensor where its size is known.
struct PixelBounds: Equatable, Sendable {
  let width: Int32
  let height: Int32

  /// Creates the bounds of a sensor.
  init(_ geometry: SensorGeometry?) {
    width = Int32(geometry?.width ?? 0x1_0000)
    height = Int32(geometry?.height ?? 0x1_0000)
  }

  /// Whether the pixel lies within.
  @inline(__always)
  func contains(x: Int32, y: Int32) -> Bool {
    UInt32(bitPattern: x) < UInt32(bitPattern: width) && UInt32(bitPattern: y) < UInt32(bitPattern: height)
  }
}
