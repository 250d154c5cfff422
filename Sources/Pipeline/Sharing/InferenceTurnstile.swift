import EventSources

/// Lets at most so many pipelines compute at once, in the order of their priorities.
///
/// A free slot goes to whoever waits with the highest priority, and among equals to the one whose last turn is longest ago.
/// Nobody is interrupted: whoever has a slot offers it after every timestep, and gives it back where nothing waits for it. So
/// equals share the slots timestep by timestep, and one of a lower priority computes when those above it have nothing to do,
/// which may be never. When somebody computes changes no result.
///
/// `@unchecked Sendable`: everything that changes, in the turns too, is read and written with the monitor's mutex held.
public final class InferenceTurnstile: @unchecked Sendable {
  /// How many may compute at once, at least 1.
  public let slots: Int

  private let monitor = Monitor()
  private var free: Int
  private var waiting: [InferenceTurn] = []
  private var turns: UInt64 = 0

  /// Creates a turnstile whose slots are free; of fewer than one, one.
  public init(slots: Int) {
    self.slots = max(1, slots)
    free = self.slots
  }

  /// Waits for a slot and gives the nanoseconds that it took; a slot that is held is offered to those that wait first.
  func take(_ turn: InferenceTurn) -> Int64 {
    monitor.withLock {
      release(turn)
      guard !turn.isWaived else { return 0 }
      waiting.append(turn)
      turn.isWaiting = true
      serve()
      guard turn.isWaiting else { return 0 }
      let start = HostClock.monotonicNanoseconds()
      while turn.isWaiting { monitor.wait() }
      return HostClock.monotonicNanoseconds() - start
    }
  }

  /// Gives a slot back where one is held.
  func giveBack(_ turn: InferenceTurn) {
    monitor.withLock {
      release(turn)
      serve()
    }
  }

  /// Lets a pipeline compute without slots from now on, and ends its wait.
  func waive(_ turn: InferenceTurn) {
    monitor.withLock {
      turn.isWaived = true
      guard turn.isWaiting else { return }
      turn.isWaiting = false
      waiting.removeAll { $0 === turn }
      monitor.broadcast()
    }
  }

  /// Runs `body` with everything standing still.
  func withLock<Result>(_ body: () -> Result) -> Result { monitor.withLock { body() } }

  private func release(_ turn: InferenceTurn) {
    guard turn.isHolding else { return }
    turn.isHolding = false
    free += 1
  }

  /// Gives free slots to those that go first.
  private func serve() {
    var hasServed = false
    while free > 0, let next = waiting.indices.min(by: { waiting[$0].goesBefore(waiting[$1]) }) {
      let turn = waiting.remove(at: next)
      turns += 1
      turn.lastTurn = turns
      turn.isWaiting = false
      turn.isHolding = true
      free -= 1
      hasServed = true
    }
    if hasServed { monitor.broadcast() }
  }
}
