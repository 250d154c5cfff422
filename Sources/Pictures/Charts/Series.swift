/// Values to draw in a chart.
public struct Series: Equatable, Sendable {
  /// How values are drawn.
  public enum Style: Equatable, Sendable {
    /// Points joined by lines of a thickness in pixels.
    case line(thickness: Double)
    /// The surface between the values and the lower end of the axis; each value holds up to the next point's x.
    case steppedArea
    /// A mark at each point, of a radius in pixels.
    case marks(radius: Double)
  }

  /// The name in the legend; left out there where empty.
  public var name: String
  /// The colour.
  public var color: Color
  /// How values are drawn.
  public var style: Style
  /// The values, in order of x; not drawn where not finite.
  public var points: [Point]

  /// Creates a series; x and y of `points` are values, not pixels.
  public init(name: String, color: Color, style: Style = .line(thickness: 1.6), points: [Point]) {
    self.name = name
    self.color = color
    self.style = style
    self.points = points
  }
}
