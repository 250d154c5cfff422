import Synchronization

/// Counts the connections of a server.
final class ConnectionLimit: Sendable {
  private let maximum: Int
  private let count = Mutex(0)

  init(maximum: Int) { self.maximum = maximum }

  /// Takes a place; false where all are taken.
  func take() -> Bool {
    count.withLock { count in
      guard count < maximum else { return false }
      count += 1
      return true
    }
  }

  /// Gives a place back.
  func giveBack() { count.withLock { $0 -= 1 } }
}
