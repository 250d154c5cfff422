import Supervision
import Testing

@Suite struct RestartBackoffTests {
  @Test func theLongestWaitDoublesUpToTheMaximum() {
    var backoff = RestartBackoff()
    let waits = (0..<10).map { _ in backoff.fail(initial: 250_000, maximum: 30_000_000, fraction: 1) }
    #expect(
      waits == [
        250_000, 500_000, 1_000_000, 2_000_000, 4_000_000, 8_000_000, 16_000_000, 30_000_000, 30_000_000, 30_000_000,
      ])
    backoff.succeed()
    let first = backoff.fail(initial: 250_000, maximum: 30_000_000, fraction: 1)
    #expect(first == 250_000)
  }

  @Test func theWaitIsAFractionOfIt() {
    var backoff = RestartBackoff()
    let waits = [0, 0.25].map { backoff.fail(initial: 1000, maximum: 5000, fraction: $0) }
    #expect(waits == [0, 500])
  }

  @Test func manyFailuresOverflowNothing() {
    var backoff = RestartBackoff()
    for _ in 0..<200 {
      let wait = backoff.fail(initial: 3_600_000_000, maximum: 3_600_000_000, fraction: 0.999)
      #expect((0...3_600_000_000).contains(wait))
    }
    #expect(backoff.failures == 200)
  }
}
