import Supervision
import Testing

@Suite struct ProgressWatchTests {
  /// Looks at a pipeline at several times, and tells at which ones it makes no progress.
  private static func standstills(
    _ looks: [(now: Int64, timesteps: UInt64, windows: UInt64, pending: Int)]
  ) -> [Int64] {
    var watch = ProgressWatch(limitNanoseconds: 100)
    return looks.compactMap { look in
      let isFine = watch.makesProgress(
        timesteps: look.timesteps, windows: look.windows, pending: look.pending, atNanoseconds: look.now)
      return isFine ? nil : look.now
    }
  }

  @Test func standingStillWithSomethingToDoIsNoticed() {
    let standstills = Self.standstills([
      (0, 1, 1, 2), (100, 1, 1, 2), (101, 1, 1, 2), (102, 2, 1, 2), (200, 2, 2, 2), (300, 2, 2, 2), (301, 2, 2, 1),
    ])
    #expect(standstills == [101, 301])
  }

  @Test func havingNothingToDoIsNoStandstill() {
    let silence = stride(from: Int64(0), to: 1000, by: 90).map { ($0, UInt64(5), UInt64(5), 0) }
    // What comes in after a silence has the whole limit.
    #expect(Self.standstills(silence + [(1080, 5, 5, 1), (1091, 5, 5, 1)]) == [1091])
  }
}
