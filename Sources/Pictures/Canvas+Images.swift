extension Canvas {
  /// Lays another canvas on this one, each of its pixels a square of `scale` pixels.
  public mutating func draw(_ image: Canvas, x left: Int, y top: Int, scale: Int = 1) {
    let scale = max(scale, 1)
    let area = Rectangle(x: left, y: top, width: image.width * scale, height: image.height * scale).intersection(bounds)
    for y in area.y..<area.bottom {
      let row = (y - top) / scale * image.width
      for x in area.x..<area.right { blend(image.pixels[row + (x - left) / scale], x: x, y: y) }
    }
  }

  /// The same picture with each pixel a square of `scale` pixels.
  public func enlarged(by scale: Int) -> Canvas {
    guard scale > 1 else { return self }
    var canvas = Canvas(width: width * scale, height: height * scale)
    canvas.draw(self, x: 0, y: 0, scale: scale)
    return canvas
  }

  /// The picture with each square of `divisor` pixels as one of their mean colour; squares at the right and lower edge
  /// may be cut off.
  public func reduced(by divisor: Int) -> Canvas {
    guard divisor > 1 else { return self }
    var canvas = Canvas(width: (width + divisor - 1) / divisor, height: (height + divisor - 1) / divisor)
    for y in 0..<canvas.height {
      for x in 0..<canvas.width {
        var sums = (red: 0, green: 0, blue: 0, alpha: 0, count: 0)
        for row in (y * divisor)..<min(height, (y + 1) * divisor) {
          for column in (x * divisor)..<min(width, (x + 1) * divisor) {
            let color = pixels[row * width + column]
            sums.red += Int(color.red)
            sums.green += Int(color.green)
            sums.blue += Int(color.blue)
            sums.alpha += Int(color.alpha)
            sums.count += 1
          }
        }
        func mean(_ sum: Int) -> UInt8 { UInt8(truncatingIfNeeded: (sum + sums.count / 2) / sums.count) }
        canvas.pixels[y * canvas.width + x] = Color(
          red: mean(sums.red), green: mean(sums.green), blue: mean(sums.blue), alpha: mean(sums.alpha))
      }
    }
    return canvas
  }

  /// Gives `body` the pixels to write, row by row; for pictures that are computed rather than drawn.
  public mutating func withPixels<Result, Failure: Error>(
    _ body: (UnsafeMutableBufferPointer<Color>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try pixels.withUnsafeMutableBufferPointer { (buffer) throws(Failure) in try body(buffer) }
  }
}
