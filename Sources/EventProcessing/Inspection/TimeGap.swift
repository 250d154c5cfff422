/// A stretch of sensor time without events.
public struct TimeGap: Equatable, Sendable {
  /// The time of the last event before it, in microseconds.
  public var startMicroseconds: Int64
  /// How long it lasts, in microseconds.
  public var durationMicroseconds: UInt64

  /// Creates a gap.
  public init(startMicroseconds: Int64, durationMicroseconds: UInt64) {
    self.startMicroseconds = startMicroseconds
    self.durationMicroseconds = durationMicroseconds
  }
}
