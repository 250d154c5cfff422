/// A pipeline's place at an `InferenceTurnstile`.
///
/// `@unchecked Sendable`: its members are read and written by the turnstile alone, with its mutex held.
public final class InferenceTurn: @unchecked Sendable {
  private let turnstile: InferenceTurnstile
  private var currentPriority: Int
  /// The number of its last turn among those of all; 0 before the first.
  var lastTurn: UInt64 = 0
  var isWaiting = false
  var isHolding = false
  var isWaived = false

  /// Creates a place of a priority; a higher one goes first.
  public init(_ turnstile: InferenceTurnstile, priority: Int) {
    self.turnstile = turnstile
    currentPriority = priority
  }

  /// The priority, which may be changed at any time.
  public var priority: Int {
    get { turnstile.withLock { currentPriority } }
    set { turnstile.withLock { currentPriority = newValue } }
  }

  /// Waits for a slot, or keeps the one that it has unless somebody goes first.
  ///
  /// - Returns: the nanoseconds waited.
  package func take() -> Int64 { turnstile.take(self) }

  /// Gives the slot back, if it has one.
  package func giveBack() { turnstile.giveBack(self) }

  /// Ends a wait, and lets `take` return at once from now on; for pipelines that are to end.
  package func waive() { turnstile.waive(self) }

  /// Whether it waits for a slot at this moment.
  package var isHeldUp: Bool { turnstile.withLock { isWaiting } }

  /// Whether it goes before another; only with the turnstile's mutex held.
  func goesBefore(_ other: InferenceTurn) -> Bool {
    (-currentPriority, lastTurn) < (-other.currentPriority, other.lastTurn)
  }
}
