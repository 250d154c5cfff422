/// The direction of a brightness change.
@frozen
public enum Polarity: UInt8, Sendable, CaseIterable {
  /// Darker.
  case off = 0
  /// Brighter.
  case on = 1
}
