/// The colours of charts.
public struct ChartTheme: Equatable, Sendable {
  /// Behind everything.
  public var background: Color
  /// Behind the data.
  public var plotBackground: Color
  /// Titles.
  public var title: Color
  /// Labels.
  public var label: Color
  /// Axes and frames.
  public var axis: Color
  /// Lines at marks.
  public var grid: Color
  /// ON events, or whatever rises.
  public var positive: Color
  /// OFF events, or whatever falls.
  public var negative: Color

  /// Dark text on white.
  public static let light = ChartTheme(
    background: .white, plotBackground: Color(0xF7F9FB), title: Color(0x14212B), label: Color(0x44535F),
    axis: Color(0x8494A0), grid: Color(0xE1E7EC), positive: Color(0x1F78C8), negative: Color(0xE4572E))

  /// Light text on nearly black.
  public static let dark = ChartTheme(
    background: Color(0x10151A), plotBackground: Color(0x161D24), title: Color(0xF2F6F9), label: Color(0xA9B6C1),
    axis: Color(0x5B6B78), grid: Color(0x26313A), positive: Color(0x4FB3FF), negative: Color(0xFF7A4D))
}
