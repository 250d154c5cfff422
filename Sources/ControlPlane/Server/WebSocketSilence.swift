/// For how long the other side of a WebSocket has sent nothing, in periods of its connection.
struct WebSocketSilence {
  /// What is to be done.
  enum Step {
    case nothing
    /// Ask whether it is there.
    case ask
    case close
  }

  /// Whoever is silent for so many periods is asked, and closed after as many more.
  private static let patience = 200

  private var periods = 0

  /// Something has come.
  mutating func end() { periods = 0 }

  /// A period has passed.
  mutating func pass() -> Step {
    periods += 1
    if periods == Self.patience { return .ask }
    return periods > 2 * Self.patience ? .close : .nothing
  }
}
