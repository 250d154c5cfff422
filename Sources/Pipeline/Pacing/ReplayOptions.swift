/// What of a recording is replayed, how often and how fast.
public struct ReplayOptions: Equatable, Sendable {
  /// The part of the recording.
  public var range = SensorTimeRange()
  /// How many times; 0 for until stopped.
  ///
  /// Each time begins a new session.
  public var loops = 1
  /// How fast.
  public var pace = ReplayPace.factor(1)
  /// The most events taken from the source at a time; changes no result.
  public var eventsPerRead = 16_384

  /// Creates options: all of it, once, in real time.
  public init() {}
}
