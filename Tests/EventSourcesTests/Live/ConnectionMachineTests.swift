import EventSources
import TestSupport
import Testing

/// What a live source does after each thing that can happen to it, without a clock.
@Suite struct ConnectionMachineTests {
  private static let second: Int64 = 1_000_000_000

  private func machine(_ backoff: Backoff = Backoff()) -> ConnectionMachine {
    ConnectionMachine(backoff: backoff, stallTimeoutNanoseconds: 5 * Self.second, now: 100, realTime: 1000)
  }

  @Test func backoffBoundsDoubleUpToTheLongest() {
    let backoff = Backoff()
    let bounds = (1...10).map { backoff.bound(afterFailures: $0) }
    #expect(bounds.prefix(7) == [250, 500, 1000, 2000, 4000, 8000, 16000].map { Int64($0) * 1_000_000 }[...])
    #expect(bounds.dropFirst(7).allSatisfy { $0 == 30 * Self.second })
    #expect(backoff.bound(afterFailures: .max) == 30 * Self.second && backoff.bound(afterFailures: 0) == bounds[0])
    let greatest = Backoff(firstNanoseconds: .max, longestNanoseconds: .max)
    #expect(greatest.bound(afterFailures: 9) == .max)
    #expect(Backoff(firstNanoseconds: -5, longestNanoseconds: -9).bound(afterFailures: 3) == 1)
  }

  @Test func jitterIsFull() {
    let backoff = Backoff()
    var generator = SplitMix64(state: 4)
    for failures in [1, 3, 9] {
      let bound = backoff.bound(afterFailures: failures)
      let waits = (0..<4000).map { _ in backoff.wait(afterFailures: failures, using: &generator) }
      #expect(waits.allSatisfy { (0...bound).contains($0) })
      // Every tenth of the range is met about equally often.
      for tenth in 0..<10 {
        let count = waits.filter { $0 / (bound / 10 + 1) == Int64(tenth) }.count
        #expect((300...500).contains(count), "\(failures) \(tenth)")
      }
    }
    var again = SplitMix64(state: 4)
    var same = SplitMix64(state: 4)
    #expect(backoff.wait(afterFailures: 5, using: &again) == backoff.wait(afterFailures: 5, using: &same))
  }

  @Test func theFirstAttemptIsMadeAtOnceAndItsFailureIsWaitedForToo() {
    var machine = machine()
    var generator = SplitMix64(state: 1)
    #expect(machine.step(now: 100) == .connect)
    var now: Int64 = 100
    for failures in 1...12 {
      machine.beginAttempt("connecting", realTime: 2000)
      #expect(machine.health.state == .connecting && machine.health.attempts == UInt64(failures))
      machine.disconnect(.refused, "refused", atOnce: false, now: now, realTime: 3000, using: &generator)
      #expect(machine.health.state == .waiting && machine.health.reason == "refused" && machine.failures == failures)
      guard case .wait(let until) = machine.step(now: now - 1) else {
        Issue.record("it does not wait")
        return
      }
      #expect((now...now + Backoff().bound(afterFailures: failures)).contains(until))
      #expect(machine.step(now: until) == .connect)
      now = until
    }
    #expect(machine.health.disconnections == [.refused: 12])
  }

  @Test func onlyEventsEndARowOfFailures() {
    var machine = machine()
    var generator = SplitMix64(state: 1)
    for _ in 0..<3 {
      machine.beginAttempt("", realTime: 0)
      machine.connect(now: 0, realTime: 0)
      machine.receive(byteCount: 10, now: 0, realTime: 0)
      machine.disconnect(.badData, "garbage", atOnce: false, now: 0, realTime: 0, using: &generator)
    }
    #expect(machine.failures == 3, "a server that sends garbage is come back to less and less often")
    machine.connect(now: 0, realTime: 0)
    machine.receiveEvents()
    #expect(machine.failures == 0)
    machine.disconnect(.closed, "", atOnce: false, now: 0, realTime: 0, using: &generator)
    #expect(machine.failures == 1)
  }

  @Test func silenceIsMeasuredFromTheLastBytes() {
    var machine = machine()
    machine.connect(now: Self.second, realTime: 0)
    #expect(machine.health.state == .connecting && machine.health.reason == "connected, no data yet")
    #expect(machine.step(now: 0) == .receive(stallNanoseconds: 6 * Self.second))
    machine.receive(byteCount: 7, now: 3 * Self.second, realTime: 4000)
    #expect(machine.health.state == .streaming && machine.health.reason.isEmpty)
    #expect(machine.health.receivedBytes == 7 && machine.health.sinceNanoseconds == 4000)
    #expect(machine.step(now: 0) == .receive(stallNanoseconds: 8 * Self.second))
    machine.fallSilent(now: 8 * Self.second, realTime: 5000)
    machine.fallSilent(now: 13 * Self.second, realTime: 6000)
    #expect(machine.health.state == .stalled && machine.health.reason == "no data for 5.0 s")
    #expect(machine.health.stalls == 1 && machine.health.sinceNanoseconds == 5000)
    machine.receive(byteCount: 1, now: 14 * Self.second, realTime: 7000)
    #expect(machine.health.state == .streaming && machine.health.sinceNanoseconds == 7000)
  }

  @Test func listeningSourcesDoNotWait() {
    var machine = machine()
    var generator = SplitMix64(state: 1)
    machine.connect(now: 0, realTime: 0)
    machine.disconnect(.closed, "gone", atOnce: true, now: 50, realTime: 0, using: &generator)
    #expect(machine.step(now: 50) == .connect && machine.failures == 0)
  }

  @Test func theEndIsTheEnd() {
    var machine = machine()
    var generator = SplitMix64(state: 1)
    machine.end("stopped", realTime: 9)
    machine.disconnect(.closed, "late", atOnce: true, now: 0, realTime: 0, using: &generator)
    machine.receive(byteCount: 1, now: 0, realTime: 0)
    #expect(machine.step(now: .max) == .end && machine.health.state == .ended && machine.health.reason == "stopped")
  }
}
