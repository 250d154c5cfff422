/// The event-stream formats that Saccade knows.
public enum EventFormat: String, Sendable, CaseIterable {
  /// Prophesee DAT, versions 1 and 2.
  case dat
}
