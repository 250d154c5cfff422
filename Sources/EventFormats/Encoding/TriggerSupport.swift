/// Whether a format can hold external trigger edges.
public enum TriggerSupport: String, Sendable, CaseIterable {
  /// It cannot.
  case none
  /// Only in files without events.
  case apart
  /// Among the events.
  case amongEvents
}
