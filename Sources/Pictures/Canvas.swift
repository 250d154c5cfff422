/// A raster picture that is drawn on; whatever lies outside is left out.
public struct Canvas: Equatable, Sendable {
  /// The largest width and height.
  public static let sideLimit = 32_768

  /// Columns, 1...`sideLimit`.
  public let width: Int
  /// Rows, 1...`sideLimit`.
  public let height: Int
  /// The pixels row by row, from the top left one.
  public internal(set) var pixels: [Color]

  /// Creates a canvas of one colour; sides are brought into 1...`sideLimit`.
  public init(width: Int, height: Int, background: Color = .white) {
    self.width = min(max(width, 1), Self.sideLimit)
    self.height = min(max(height, 1), Self.sideLimit)
    pixels = [Color](repeating: background, count: self.width * self.height)
  }

  /// The whole canvas.
  public var bounds: Rectangle { Rectangle(x: 0, y: 0, width: width, height: height) }

  /// The colour of a pixel on the canvas.
  public subscript(x: Int, y: Int) -> Color {
    get {
      precondition(contains(x, y))
      return pixels[y * width + x]
    }
    set {
      precondition(contains(x, y))
      pixels[y * width + x] = newValue
    }
  }

  /// Whether a pixel is on the canvas.
  @inline(__always)
  func contains(_ x: Int, _ y: Int) -> Bool { x >= 0 && y >= 0 && x < width && y < height }

  /// Lays a colour over a pixel, as far as `coverage` (0...1) and the colour's own opacity go.
  @inline(__always)
  mutating func blend(_ color: Color, x: Int, y: Int, coverage: Double = 1) {
    guard contains(x, y) else { return }
    let weight = Int32((min(max(coverage, 0), 1) * Double(color.alpha)).rounded())
    guard weight > 0 else { return }
    let index = y * width + x
    if weight == 255 {
      pixels[index] = color
      return
    }
    let below = pixels[index]
    func mix(_ from: UInt8, _ to: UInt8) -> UInt8 {
      UInt8(truncatingIfNeeded: (Int32(from) * (255 - weight) + Int32(to) * weight + 127) / 255)
    }
    pixels[index] = Color(
      red: mix(below.red, color.red), green: mix(below.green, color.green), blue: mix(below.blue, color.blue),
      alpha: max(below.alpha, UInt8(truncatingIfNeeded: weight)))
  }
}
