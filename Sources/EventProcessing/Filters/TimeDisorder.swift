/// What is done with an event whose time is smaller than that of an event before it.
public enum TimeDisorder: String, Sendable, CaseIterable {
  /// It stays as it is.
  case keep
  /// It gets the time of the latest event before it.
  case clamp
  /// It is dropped.
  case drop
}
