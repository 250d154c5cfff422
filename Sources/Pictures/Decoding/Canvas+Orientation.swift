extension Canvas {
  /// The picture upright, where it is stored in `orientation`.
  public func upright(from orientation: EXIFOrientation) -> Canvas {
    guard orientation != .upright else { return self }
    var canvas = orientation.swapsSides ? Canvas(width: height, height: width) : Canvas(width: width, height: height)
    let (width, height) = (self.width, self.height)
    let columns = canvas.width
    let rows = canvas.height
    pixels.withUnsafeBufferPointer { source in
      canvas.withPixels { target in
        for y in 0..<rows {
          for x in 0..<columns {
            let (column, row) =
              switch orientation {
              case .upright: (x, y)
              case .mirrored: (width - 1 - x, y)
              case .upsideDown: (width - 1 - x, height - 1 - y)
              case .flipped: (x, height - 1 - y)
              case .transposed: (y, x)
              case .turnedLeft: (y, height - 1 - x)
              case .transversed: (width - 1 - y, height - 1 - x)
              case .turnedRight: (width - 1 - y, x)
              }
            target[y * columns + x] = source[row * width + column]
          }
        }
      }
    }
    return canvas
  }
}
