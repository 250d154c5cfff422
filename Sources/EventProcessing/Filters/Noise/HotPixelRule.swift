/// Which pixels count as hot, so that none of their events passes.
public enum HotPixelRule: Equatable, Sendable {
  /// None.
  case off
  /// Those that stand out by the number of their events in the first microseconds of the stream; see `HotPixelFilter`.
  case learn(periodMicroseconds: Int64)
  /// These.
  case known([PixelPosition])
}
