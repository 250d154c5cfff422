/// Why a live source is not connected, or no longer; also a label of metrics.
public enum DisconnectionReason: String, Sendable, CaseIterable {
  /// The other side has closed the connection in good order.
  case closed
  /// Nobody listens there, or the device or file is not there.
  case refused
  /// The other side does not answer.
  case timedOut = "timed_out"
  /// The host's name is not known.
  case unresolved
  /// The connection has broken.
  case broken
  /// No data came for the stall timeout.
  case stalled
  /// What came is no event stream.
  case badData = "bad_data"
  /// The sender has begun another stream.
  case newStream = "new_stream"
  /// The system or a library refuses.
  case failed
}
