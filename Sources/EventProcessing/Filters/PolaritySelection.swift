/// Which polarities pass.
public enum PolaritySelection: String, Sendable, CaseIterable {
  /// Both.
  case both
  /// ON events only.
  case on
  /// OFF events only.
  case off
  /// Both, turned into each other.
  case inverted
}
