import Supervision
import Testing

@Suite struct ProgressWatchTests {
  @Test func standingStillWithSomethingToDoIsNoticed() {
    var watch = ProgressWatch(limitNanoseconds: 100)
    #expect(watch.makesProgress(timesteps: 1, windows: 1, pending: 2, atNanoseconds: 0))
    #expect(watch.makesProgress(timesteps: 1, windows: 1, pending: 2, atNanoseconds: 100))
    #expect(!watch.makesProgress(timesteps: 1, windows: 1, pending: 2, atNanoseconds: 101))
    #expect(watch.makesProgress(timesteps: 2, windows: 1, pending: 2, atNanoseconds: 102))
    #expect(watch.makesProgress(timesteps: 2, windows: 2, pending: 2, atNanoseconds: 250))
    #expect(watch.makesProgress(timesteps: 2, windows: 2, pending: 2, atNanoseconds: 350))
    #expect(!watch.makesProgress(timesteps: 2, windows: 2, pending: 1, atNanoseconds: 351))
  }

  @Test func havingNothingToDoIsNoStandstill() {
    var watch = ProgressWatch(limitNanoseconds: 100)
    for now in stride(from: Int64(0), to: 1000, by: 90) {
      #expect(watch.makesProgress(timesteps: 5, windows: 5, pending: 0, atNanoseconds: now))
    }
    // What comes in after a silence has the whole limit.
    #expect(watch.makesProgress(timesteps: 5, windows: 5, pending: 1, atNanoseconds: 1080))
  }
}
