/// A straight line between two points.
struct Segment: Equatable {
  var start: Point
  var end: Point

  init(_ start: Point, _ end: Point) {
    self.start = start
    self.end = end
  }

  var left: Double { min(start.x, end.x) }
  var right: Double { max(start.x, end.x) }
  var top: Double { min(start.y, end.y) }
  var bottom: Double { max(start.y, end.y) }

  var isFinite: Bool { start.x.isFinite && start.y.isFinite && end.x.isFinite && end.y.isFinite }

  /// The square of the distance from a point to the nearest point of the line.
  @inline(__always)
  func squaredDistance(to point: Point) -> Double {
    let dx = end.x - start.x
    let dy = end.y - start.y
    let px = point.x - start.x
    let py = point.y - start.y
    let squaredLength = dx * dx + dy * dy
    let along = squaredLength > 0 ? min(max((px * dx + py * dy) / squaredLength, 0), 1) : 0
    let ex = px - along * dx
    let ey = py - along * dy
    return ex * ex + ey * ey
  }
}
