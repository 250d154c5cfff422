/// The stretch of sensor time that a frame shows.
public struct FrameWindow: Equatable, Sendable {
  /// The first microsecond.
  public var startMicroseconds: Int64
  /// The first microsecond that no longer belongs to it.
  public var endMicroseconds: Int64

  /// Creates a window of at least one microsecond; it ends at the last time there is.
  public init(startMicroseconds: Int64, durationMicroseconds: Int64) {
    self.startMicroseconds = startMicroseconds
    endMicroseconds = startMicroseconds.addingSaturated(max(1, durationMicroseconds))
  }
}
