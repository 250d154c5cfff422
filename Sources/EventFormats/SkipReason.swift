/// Why bytes or events of a stream were skipped; also a label of metrics.
public enum SkipReason: Int, Sendable, CaseIterable {
  /// A pixel outside the sensor.
  case outOfRange
  /// An event before the stream's first time base.
  case noTimeBase
  /// A word or record of a type that the format does not define.
  case unknownType
  /// A word or record of a known type that carries no events (vendor data, frames, inertial samples).
  case notEvents
  /// A record that contradicts the format.
  case malformed
  /// The stream ends, or breaks off, inside a record.
  case truncated
  /// An event whose row or first column has not been sent (again) yet.
  case noAddress
  /// A record that the stream itself marks as invalid.
  case markedInvalid
  /// A message of another topic than the one that is decoded.
  case otherTopic

  /// The label in metrics and reports.
  public var label: String {
    switch self {
    case .outOfRange: "out_of_range"
    case .noTimeBase: "no_time_base"
    case .unknownType: "unknown_type"
    case .notEvents: "not_events"
    case .malformed: "malformed"
    case .truncated: "truncated"
    case .noAddress: "no_address"
    case .markedInvalid: "marked_invalid"
    case .otherTopic: "other_topic"
    }
  }
}
