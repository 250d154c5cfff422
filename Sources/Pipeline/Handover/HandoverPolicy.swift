/// What a full hand-over does with the next element.
public enum HandoverPolicy: String, Sendable, CaseIterable {
  /// The producer waits; nothing is lost. For files.
  case wait
  /// The oldest element that nobody has taken yet makes room and is counted. For live sources.
  case dropOldest
}
