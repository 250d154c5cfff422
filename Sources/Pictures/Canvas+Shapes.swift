extension Canvas {
  /// Fills a rectangle.
  public mutating func fill(_ rectangle: Rectangle, _ color: Color) {
    let part = rectangle.intersection(bounds)
    for y in part.y..<part.bottom {
      for x in part.x..<part.right { blend(color, x: x, y: y) }
    }
  }

  /// Draws the border of a rectangle, inside its edges.
  public mutating func stroke(_ rectangle: Rectangle, _ color: Color, thickness: Int = 1) {
    let thickness = min(max(thickness, 1), (min(rectangle.width, rectangle.height) + 1) / 2)
    guard thickness > 0, rectangle.width > 0, rectangle.height > 0 else { return }
    let inner = rectangle.height - 2 * thickness
    fill(Rectangle(x: rectangle.x, y: rectangle.y, width: rectangle.width, height: thickness), color)
    fill(Rectangle(x: rectangle.x, y: rectangle.y + thickness, width: thickness, height: inner), color)
    fill(
      Rectangle(x: rectangle.right - thickness, y: rectangle.y + thickness, width: thickness, height: inner), color)
    if rectangle.height > thickness {
      fill(
        Rectangle(x: rectangle.x, y: rectangle.bottom - thickness, width: rectangle.width, height: thickness), color)
    }
  }

  /// Draws a straight line with round ends and smooth edges.
  public mutating func line(from start: Point, to end: Point, _ color: Color, thickness: Double = 1) {
    draw([Segment(start, end)], color, thickness: thickness, clip: bounds)
  }

  /// Draws connected straight lines; where they overlap the colour is laid on once.
  public mutating func polyline(_ points: [Point], _ color: Color, thickness: Double = 1, clip: Rectangle? = nil) {
    guard points.count > 1 else { return }
    let clip = clip.map { $0.intersection(bounds) } ?? bounds
    // In runs, so that a line of thousands of points does not compare every pixel with every segment.
    var first = 0
    while first < points.count - 1 {
      let last = min(first + 16, points.count - 1)
      let segments = (first..<last).map { Segment(points[$0], points[$0 + 1]) }
      draw(segments, color, thickness: thickness, clip: clip)
      first = last
    }
  }

  /// Fills a circle with a smooth edge.
  public mutating func disc(center: Point, radius: Double, _ color: Color) {
    draw([Segment(center, center)], color, thickness: 2 * radius, clip: bounds)
  }

  /// Draws segments as one shape: the coverage of a pixel follows from its distance to the nearest.
  mutating func draw(_ segments: [Segment], _ color: Color, thickness: Double, clip: Rectangle) {
    let radius = max(thickness, 0.1) / 2
    guard let first = segments.first else { return }
    var left = first.left
    var right = first.right
    var top = first.top
    var bottom = first.bottom
    for segment in segments {
      guard segment.isFinite else { return }
      left = min(left, segment.left)
      right = max(right, segment.right)
      top = min(top, segment.top)
      bottom = max(bottom, segment.bottom)
    }
    let limit = Double(Self.sideLimit)
    let reach = radius + 1
    func pixel(_ value: Double) -> Int { Int(min(max(value, -limit), 2 * limit).rounded(.down)) }
    let x0 = pixel(left - reach)
    let y0 = pixel(top - reach)
    let area = Rectangle(x: x0, y: y0, width: pixel(right + reach) + 1 - x0, height: pixel(bottom + reach) + 1 - y0)
      .intersection(clip)
    for y in area.y..<area.bottom {
      for x in area.x..<area.right {
        let center = Point(x: Double(x) + 0.5, y: Double(y) + 0.5)
        var nearest = Double.infinity
        for segment in segments { nearest = min(nearest, segment.squaredDistance(to: center)) }
        let coverage = 0.5 + radius - nearest.squareRoot()
        if coverage > 0 { blend(color, x: x, y: y, coverage: coverage) }
      }
    }
  }
}
