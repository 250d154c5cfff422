import Pipeline
import Testing

@Suite struct RecordingPauseTests {
  private static let second: Int64 = 1_000_000_000
  private static let reserve: UInt64 = 100 << 20

  @Test func aFullDiskPausesUntilThereIsRoomAndSomeMore() {
    var pause = RecordingPause(reserveBytes: Self.reserve)
    #expect(pause.isCheckDue(atNanoseconds: 0) && pause.allowsWriting)
    #expect(!pause.check(freeBytes: Self.reserve, folder: "/r", atNanoseconds: 0) && pause.allowsWriting)
    #expect(!pause.isCheckDue(atNanoseconds: Self.second - 1) && pause.isCheckDue(atNanoseconds: Self.second))
    let mustEnd = pause.check(freeBytes: Self.reserve - 1, folder: "/r", atNanoseconds: Self.second)
    #expect(mustEnd)
    #expect(
      !pause.allowsWriting && pause.cause?.loss == .diskFull && pause.cause?.reason.hasPrefix("/r: 99 MiB") == true)
    // Files were ended already.
    #expect(!pause.check(freeBytes: 0, folder: "/r", atNanoseconds: 2 * Self.second) && !pause.allowsWriting)
    #expect(!pause.check(freeBytes: Self.reserve, folder: "/r", atNanoseconds: 3 * Self.second) && !pause.allowsWriting)
    let mustEndAgain = pause.check(freeBytes: Self.reserve + 11 << 20, folder: "/r", atNanoseconds: 4 * Self.second)
    #expect(!mustEndAgain)
    // It is tried, and counts as paused until something was written.
    #expect(pause.allowsWriting && pause.cause != nil)
    pause.succeed()
    #expect(pause.allowsWriting && pause.cause == nil)
  }

  @Test func whatFailsIsTriedAgainAfterASecond() {
    var pause = RecordingPause(reserveBytes: 0)
    pause.fail(.writeFailed, reason: "no such folder", atNanoseconds: 0)
    #expect(!pause.allowsWriting && !pause.isCheckDue(atNanoseconds: Self.second - 1))
    #expect(!pause.check(freeBytes: nil, folder: "/r", atNanoseconds: Self.second) && pause.allowsWriting)
    pause.fail(.diskFull, reason: "no space", atNanoseconds: Self.second)
    #expect(!pause.check(freeBytes: 1000, folder: "/r", atNanoseconds: 2 * Self.second) && !pause.allowsWriting)
    #expect(!pause.check(freeBytes: 1 << 20, folder: "/r", atNanoseconds: 3 * Self.second) && pause.allowsWriting)
  }
}
