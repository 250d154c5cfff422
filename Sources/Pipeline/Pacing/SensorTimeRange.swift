/// The part of a recording to replay, counted from its first event.
public struct SensorTimeRange: Equatable, Sendable {
  /// Microseconds after the first event at which the replay begins, at least 0.
  public var startMicroseconds: Int64
  /// How many microseconds to replay; nil for all.
  public var durationMicroseconds: Int64?

  /// Creates a range; the whole recording unless told otherwise.
  public init(startMicroseconds: Int64 = 0, durationMicroseconds: Int64? = nil) {
    self.startMicroseconds = startMicroseconds
    self.durationMicroseconds = durationMicroseconds
  }

  /// Whether it is the whole recording.
  public var isWhole: Bool { startMicroseconds == 0 && durationMicroseconds == nil }

  /// The range on the sensor's clock, [first, end), for a recording whose first event has a given time.
  package func bounds(firstEventMicroseconds: Int64) -> Range<Int64> {
    let (first, overflows) = firstEventMicroseconds.addingReportingOverflow(startMicroseconds)
    guard !overflows else { return Int64.max..<Int64.max }
    guard let durationMicroseconds else { return first..<Int64.max }
    let (end, endOverflows) = first.addingReportingOverflow(durationMicroseconds)
    return first..<(endOverflows ? .max : end)
  }
}
