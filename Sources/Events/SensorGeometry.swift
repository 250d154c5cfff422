/// The size of a sensor in pixels.
public struct SensorGeometry: Equatable, Hashable, Sendable, CustomStringConvertible {
  /// Columns, 1...65535.
  public var width: Int
  /// Rows, 1...65535.
  public var height: Int

  /// Creates a geometry; both sides are 1...65535.
  public init(width: Int, height: Int) {
    precondition((1...65535).contains(width) && (1...65535).contains(height))
    self.width = width
    self.height = height
  }

  /// Reads `WIDTHxHEIGHT`, for example `304x240`; nil where the text is anything else.
  public init?(parsing text: some StringProtocol) {
    let parts = text.split(separator: "x", omittingEmptySubsequences: false)
    guard parts.count == 2, let width = Int(parts[0]), let height = Int(parts[1]),
      (1...65535).contains(width), (1...65535).contains(height)
    else { return nil }
    self.init(width: width, height: height)
  }

  /// `WIDTHxHEIGHT`.
  public var description: String { "\(width)x\(height)" }

  /// Whether the pixel lies on the sensor.
  @inlinable
  public func contains(x: UInt16, y: UInt16) -> Bool { Int(x) < width && Int(y) < height }
}
