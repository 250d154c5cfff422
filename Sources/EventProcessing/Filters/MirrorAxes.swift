/// Along which axes coordinates are mirrored.
public enum MirrorAxes: String, Sendable, CaseIterable {
  /// None.
  case none
  /// Left and right change places.
  case horizontal
  /// Top and bottom change places.
  case vertical
  /// Both, which is half a turn.
  case both

  /// Whether columns are mirrored.
  public var isHorizontal: Bool { self == .horizontal || self == .both }
  /// Whether rows are mirrored.
  public var isVertical: Bool { self == .vertical || self == .both }
}
