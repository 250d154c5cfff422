import Pipeline
import Testing
import EventSources

@Suite struct ExchangeRingTests {
  final class Slot {
    var value = 0
  }

  @Test func nothingIsLostWhenTheProducerWaits() throws {
    let ring = ExchangeRing(elements: (0..<3).map { _ in Slot() }, policy: .wait) { _ in 1 }
    let producer = try DedicatedThread.start(name: "producer") {
      for value in 0..<20_000 {
        guard let slot = ring.takeEmpty() else { return }
        slot.value = value
        ring.put(slot)
      }
      ring.close()
    }
    var expected = 0
    while case .element(let slot, let dropped) = ring.take() {
      #expect(slot.value == expected && dropped == HandoverLosses())
      expected += 1
      ring.giveBack(slot)
    }
    producer.join()
    #expect(expected == 20_000 && ring.losses == HandoverLosses())
  }

  @Test func theOldestAreDroppedAndCountedBeforeTheirSuccessor() throws {
    let ring = ExchangeRing(elements: (0..<4).map { _ in Slot() }, policy: .dropOldest) { UInt64($0.value) }
    for value in 1...10 {
      let slot = try #require(ring.takeEmpty())
      slot.value = value
      ring.put(slot)
    }
    ring.close()
    #expect(ring.pending == 4)
    var taken: [Int] = []
    var losses: [HandoverLosses] = []
    while case .element(let slot, let dropped) = ring.take() {
      taken.append(slot.value)
      losses.append(dropped)
    }
    #expect(taken == [7, 8, 9, 10])
    #expect(losses[0] == HandoverLosses(elements: 6, events: 1 + 2 + 3 + 4 + 5 + 6))
    #expect(losses[1...].allSatisfy { $0 == HandoverLosses() })
    #expect(ring.losses.elements == 6)
  }

  @Test func waitingEndsAtTheDeadline() throws {
    let ring = ExchangeRing(elements: [Slot()], policy: .wait) { _ in 0 }
    guard case .timedOut = ring.take(untilMonotonicNanoseconds: HostClock.monotonicNanoseconds() + 1_000_000) else {
      Issue.record("there was nothing to take")
      return
    }
    ring.close()
    guard case .ended = ring.take() else {
      Issue.record("the ring was closed")
      return
    }
  }

  @Test func aConsumerThatGoesAwayEndsTheProducersWait() throws {
    let ring = ExchangeRing(elements: [Slot()], policy: .wait) { _ in 0 }
    let producer = try DedicatedThread.start(name: "producer") {
      if let slot = ring.takeEmpty() { ring.put(slot) }
      #expect(ring.takeEmpty() == nil)
    }
    guard case .element = ring.take() else {
      Issue.record("nothing was put")
      return
    }
    ring.abandon()
    producer.join()
  }
}
