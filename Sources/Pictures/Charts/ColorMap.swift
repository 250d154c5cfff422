/// Colours for values from 0 to 1.
public struct ColorMap: Equatable, Sendable {
  private let stops: [Color]

  /// Creates a map through colours at equal distances; at least one.
  public init(_ stops: [Color]) {
    self.stops = stops.isEmpty ? [.black] : stops
  }

  /// From nearly black over violet and orange to nearly white: rising lightness, for densities on dark grounds.
  public static let ember = ColorMap([
    Color(0x0B0A14), Color(0x2A1247), Color(0x67206B), Color(0xA93568), Color(0xE15A4B), Color(0xF9953F),
    Color(0xFBD267), Color(0xFFFBE3),
  ])

  /// From white over blue to nearly black, for densities on light grounds.
  public static let ink = ColorMap([
    Color(0xFFFFFF), Color(0xD6E6F4), Color(0x9CC4E3), Color(0x5A9BD0), Color(0x2B70B4), Color(0x124B89),
    Color(0x08264F),
  ])

  /// The colour of a value; values outside 0...1 have the colour of the nearer end.
  public func color(at value: Double) -> Color {
    guard stops.count > 1, value.isFinite else { return stops[0] }
    let place = min(max(value, 0), 1) * Double(stops.count - 1)
    let index = min(Int(place), stops.count - 2)
    return stops[index].mixed(with: stops[index + 1], fraction: place - Double(index))
  }
}
