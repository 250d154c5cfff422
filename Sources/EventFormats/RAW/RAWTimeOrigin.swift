/// What the times of a RAW stream count from.
public enum RAWTimeOrigin: Equatable, Sendable {
  /// The sensor's own zero, with `offsetMicroseconds` (-2^62...2^62) added to every time.
  case absolute(offsetMicroseconds: Int64)
  /// The stream's first time base, as the vendor's software counts by default: for EVT3 one period of 4096 microseconds
  /// before the first `TIME_HIGH` word's time, for the other encodings exactly that word's time.
  case firstTimeBase

  /// The sensor's own zero.
  public static let sensor = RAWTimeOrigin.absolute(offsetMicroseconds: 0)
}
