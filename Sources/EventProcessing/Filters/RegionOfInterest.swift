public import Events

/// A rectangle of pixels.
public struct RegionOfInterest: Equatable, Hashable, Sendable, CustomStringConvertible {
  /// The leftmost column.
  public let x: Int
  /// The topmost row.
  public let y: Int
  /// Columns, at least 1.
  public let width: Int
  /// Rows, at least 1.
  public let height: Int

  /// Creates a region; nil where it has no pixel or reaches beyond 65536 columns or rows.
  public init?(x: Int, y: Int, width: Int, height: Int) {
    let side = 0...65_536
    guard side.contains(x), side.contains(y), (1...65_535).contains(width), (1...65_535).contains(height),
      x + width <= 65_536, y + height <= 65_536
    else { return nil }
    self.x = x
    self.y = y
    self.width = width
    self.height = height
  }

  /// Reads `X,Y,WIDTHxHEIGHT` or `X,Y,WIDTH,HEIGHT`; nil where the text is anything else.
  public init?(parsing text: some StringProtocol) {
    let texts = text.split(separator: ",", omittingEmptySubsequences: false)
    let sides = texts.count == 3 ? texts[2].split(separator: "x", omittingEmptySubsequences: false) : []
    let parts = (texts.count == 3 ? texts.prefix(2) + sides : texts[...]).map { Int($0) }
    guard parts.count == 4, let x = parts[0], let y = parts[1], let width = parts[2], let height = parts[3] else {
      return nil
    }
    self.init(x: x, y: y, width: width, height: height)
  }

  /// The region's size as that of a sensor.
  public var geometry: SensorGeometry { SensorGeometry(width: width, height: height) }

  /// How many of its pixels lie on a sensor.
  public func pixelCount(on sensor: SensorGeometry) -> Int {
    max(0, min(x + width, sensor.width) - x) * max(0, min(y + height, sensor.height) - y)
  }

  /// Whether a pixel lies in it.
  @inline(__always)
  func contains(x: Int, y: Int) -> Bool {
    x >= self.x && y >= self.y && x < self.x + width && y < self.y + height
  }

  /// `X,Y,WIDTH,HEIGHT`.
  public var description: String { "\(x),\(y),\(width),\(height)" }
}
