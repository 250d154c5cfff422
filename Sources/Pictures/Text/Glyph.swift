import Glibc

/// The strokes of one character, in units of which capitals are 10 high, on a baseline at 0 with y upward.
struct Glyph: Equatable, Sendable {
  /// From the leftmost to the rightmost middle of a stroke.
  var width: Double
  /// Each a run of points that are joined by straight lines.
  var strokes: [[Point]]

  /// The number of lines that a quarter of an ellipse is drawn with.
  private static let linesPerQuarter = 6

  /// Reads a description: strokes separated by `;`, each a list of `x,y`, where `(cx,cy)x,y` goes to x,y by a quarter
  /// of an ellipse around the inside of the corner cx,cy.
  init(width: Double, _ description: String) {
    self.width = width
    strokes = description.split(separator: ";").map { Self.points(in: $0) }
  }

  private static func points(in stroke: Substring) -> [Point] {
    var points: [Point] = []
    for token in stroke.split(separator: " ") {
      guard token.hasPrefix("("), let close = token.firstIndex(of: ")"), let start = points.last else {
        if let point = point(token) { points.append(point) }
        continue
      }
      guard let corner = point(token[token.index(after: token.startIndex)..<close]),
        let end = point(token[token.index(after: close)...])
      else { continue }
      points += arc(from: start, to: end, corner: corner)
    }
    return points
  }

  private static func arc(from start: Point, to end: Point, corner: Point) -> [Point] {
    let center = Point(x: start.x + end.x - corner.x, y: start.y + end.y - corner.y)
    return (1...linesPerQuarter).map { step in
      let angle = Double.pi / 2 * Double(step) / Double(linesPerQuarter)
      let (c, s) = (cos(angle), sin(angle))
      return Point(
        x: center.x + (start.x - center.x) * c + (end.x - center.x) * s,
        y: center.y + (start.y - center.y) * c + (end.y - center.y) * s)
    }
  }

  private static func point(_ token: Substring) -> Point? {
    let parts = token.split(separator: ",")
    guard parts.count == 2, let x = Double(parts[0]), let y = Double(parts[1]) else { return nil }
    return Point(x: x, y: y)
  }
}
