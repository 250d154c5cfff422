/// What happens to the membrane potentials between windows.
public enum StateMode: String, Sendable, Codable, CaseIterable {
  /// They flow from window to window for as long as the stream lasts.
  case carry
  /// They are zero at the start of every window.
  case reset
}
