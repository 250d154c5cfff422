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

  /// Gives `body` the pixels to write, row by row; for pictures that are computed rather than drawn.
  public mutating func withPixels<Result, Failure: Error>(
    _ body: (UnsafeMutableBufferPointer<Color>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try pixels.withUnsafeMutableBufferPointer { (buffer) throws(Failure) in try body(buffer) }
  }
}
