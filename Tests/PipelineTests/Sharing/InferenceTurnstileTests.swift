import EventSources
import Pipeline
import Synchronization
import Testing

/// Who computes when there are fewer slots than pipelines.
@Suite struct InferenceTurnstileTests {
  /// What the threads of a test have done, in order.
  final class Diary: Sendable {
    private let lines = Mutex<[String]>([])
    var all: [String] { lines.withLock { $0 } }
    func write(_ line: String) { lines.withLock { $0.append(line) } }
  }

  /// Waits until so many of some turns are held up.
  private static func wait(for count: Int, of turns: [InferenceTurn]) {
    let pause = StopSignal()
    while turns.filter(\.isHeldUp).count < count {
      _ = pause.sleep(untilMonotonicNanoseconds: HostClock.monotonicNanoseconds() + 200_000)
    }
  }

  /// Lets threads wait for one slot, one after the other, and gives the order in which they have it.
  private static func order(ofPriorities priorities: [Int]) throws -> [String] {
    let turnstile = InferenceTurnstile(slots: 1)
    let holder = InferenceTurn(turnstile, priority: 9)
    #expect(holder.take() == 0)
    let diary = Diary()
    var threads: [DedicatedThread] = []
    var turns: [InferenceTurn] = []
    for (index, priority) in priorities.enumerated() {
      let turn = InferenceTurn(turnstile, priority: priority)
      turns.append(turn)
      threads.append(
        try DedicatedThread.start(name: "turn \(index)") {
          let waited = turn.take()
          diary.write("\(priority)/\(index)")
          #expect(waited > 0)
          turn.giveBack()
        })
      wait(for: index + 1, of: turns)
    }
    holder.giveBack()
    for thread in threads { thread.join() }
    return diary.all
  }

  @Test func higherPrioritiesGoFirstAndEqualsAsTheyHaveCome() throws {
    #expect(try Self.order(ofPriorities: [5, 1, 9, 5, 9, 0]) == ["9/2", "9/4", "5/0", "5/3", "1/1", "0/5"])
  }

  @Test func freeSlotsAreTakenAtOnceAndNoMore() throws {
    let turnstile = InferenceTurnstile(slots: 2)
    let turns = (0..<3).map { _ in InferenceTurn(turnstile, priority: 5) }
    #expect(turns[0].take() == 0 && turns[1].take() == 0)
    // Nobody waits: the slot is kept.
    #expect(turns[0].take() == 0)
    let thread = try DedicatedThread.start(name: "third") { #expect(turns[2].take() > 0) }
    Self.wait(for: 1, of: turns)
    turns[1].giveBack()
    thread.join()
    turns[0].giveBack()
    turns[0].giveBack()
    #expect(turns[1].take() == 0, "giving back twice gives one slot")
    let fourth = InferenceTurn(turnstile, priority: 9)
    let blocked = try DedicatedThread.start(name: "fourth") { _ = fourth.take() }
    Self.wait(for: 1, of: [fourth])
    fourth.waive()
    blocked.join()
  }

  /// Threads that always have more to do, each with its priority, until so many turns were had.
  private static func share(_ priorities: [Int], slots: Int, turns count: Int) throws -> [Int] {
    let turnstile = InferenceTurnstile(slots: slots)
    let start = InferenceTurn(turnstile, priority: 9)
    let others = (1..<slots).map { _ in InferenceTurn(turnstile, priority: 9) }
    for turn in [start] + others { _ = turn.take() }
    let turns = priorities.map { InferenceTurn(turnstile, priority: $0) }
    let taken = Mutex([Int](repeating: 0, count: priorities.count))
    let computing = Atomic(0)
    var threads: [DedicatedThread] = []
    for (index, turn) in turns.enumerated() {
      threads.append(
        try DedicatedThread.start(name: "share \(index)") {
          while true {
            _ = turn.take()
            #expect(computing.add(1, ordering: .relaxed).newValue <= slots)
            let isEnough = taken.withLock { taken in
              if taken.reduce(0, +) < count { taken[index] += 1 }
              return taken.reduce(0, +) >= count
            }
            computing.subtract(1, ordering: .relaxed)
            if isEnough { break }
          }
          turn.giveBack()
        })
    }
    wait(for: priorities.count, of: turns)
    for turn in [start] + others { turn.giveBack() }
    for thread in threads { thread.join() }
    return taken.withLock { $0 }
  }

  @Test(arguments: [2, 3, 5]) func equalsHaveEquallyManyTurns(count: Int) throws {
    let taken = try Self.share([Int](repeating: 5, count: count), slots: 1, turns: 100 * count)
    #expect(taken.allSatisfy { $0 == 100 })
  }

  @Test func aHigherPriorityThatNeverRestsLeavesNothing() throws {
    #expect(try Self.share([3, 7, 3], slots: 1, turns: 200) == [0, 200, 0])
  }

  @Test func twoSlotsAreSharedByAll() throws {
    let taken = try Self.share([5, 5, 5], slots: 2, turns: 600)
    #expect(taken.reduce(0, +) == 600 && taken.allSatisfy { $0 > 0 })
  }

  @Test func prioritiesCanBeChangedWhileOthersWait() throws {
    let turnstile = InferenceTurnstile(slots: 1)
    let (holder, first, second) = (
      InferenceTurn(turnstile, priority: 5), InferenceTurn(turnstile, priority: 5),
      InferenceTurn(turnstile, priority: 5)
    )
    _ = holder.take()
    let diary = Diary()
    var threads: [DedicatedThread] = []
    for (name, turn) in [("first", first), ("second", second)] {
      threads.append(
        try DedicatedThread.start(name: name) {
          _ = turn.take()
          diary.write(name)
          turn.giveBack()
        })
      Self.wait(for: threads.count, of: [first, second])
    }
    second.priority = 6
    #expect(second.priority == 6)
    holder.giveBack()
    for thread in threads { thread.join() }
    #expect(diary.all == ["second", "first"])
  }

  @Test func whoeverIsToEndWaitsNoMore() throws {
    let turnstile = InferenceTurnstile(slots: 1)
    let (holder, turn) = (InferenceTurn(turnstile, priority: 9), InferenceTurn(turnstile, priority: 0))
    _ = holder.take()
    let thread = try DedicatedThread.start(name: "ends") {
      _ = turn.take()
      #expect(turn.take() == 0)
      turn.giveBack()
    }
    Self.wait(for: 1, of: [turn])
    turn.waive()
    thread.join()
    // It had no slot that it could have given back.
    let next = InferenceTurn(turnstile, priority: 5)
    let waiting = try DedicatedThread.start(name: "next") { #expect(next.take() > 0) }
    Self.wait(for: 1, of: [next])
    holder.giveBack()
    waiting.join()
  }
}
