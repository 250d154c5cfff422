import Foundation
import Pipeline
import TestSupport
import Testing

/// A service that is killed at random moments, a subscriber that stays, and what was recorded.
@Suite struct ServeKillTests {
  /// How often; a few times unless more is asked for.
  private static let kills = ProcessInfo.processInfo.environment["SOAK_KILLS"].flatMap { Int($0) } ?? 5
  private static let cameras = ["a", "b", "c", "d"]

  @Test func nothingComesTwiceOrOutOfOrder() throws {
    let folder = try ReplayFiles.folder(events: 1_500_000)
    let cameras = Self.cameras.enumerated().map { index, name in
      "  \(name): {source: edge.dat, speed: \(index + 1), checkpoint: {period: 20ms, restore_within: 1min}, "
        + "record: {folder: \(folder.path("r")), events: \(index % 2 == 0 ? "raw" : "mcap"), reserve: 0}}\n"
    }.joined()
    let state = "state: {directory: \(folder.path("kept"))}"
    var generator = SplitMix64(state: 7)
    var journal = FrameJournal()
    // The same one from first to last, which connects again by itself.
    let subscriber = try DetectionSubscriber(DetectionSubscriberSettings(endpoint: folder.endpoint()))
    var waits: [Duration] = []
    for round in 0..<Self.kills {
      journal.heard = []
      let start = ContinuousClock.now
      let service = try RunningService(cameras: cameras, service: state, in: folder)
      if round % 2 == 0 {
        let isPublishing = try journal.receive(from: subscriber, untilSilentForMilliseconds: 60_000) {
          $0.heard.count == Self.cameras.count
        }
        #expect(isPublishing, "\(service.command.errors)")
        waits.append(ContinuousClock.now - start)
      }
      // Else while it begins.
      let moment = ContinuousClock.now + .milliseconds(Int(generator.next(below: 300)))
      while ContinuousClock.now < moment { try journal.receive(from: subscriber, untilSilentForMilliseconds: 1) }
      service.command.send(SIGKILL)
      #expect(try service.command.wait().wasKilled)
      #expect(!service.command.errors.contains("checkpoint_unusable"), "\(service.command.errors)")
      // What was on its way belongs to this round.
      try journal.receive(from: subscriber, untilSilentForMilliseconds: 200)
    }
    #expect(journal.problems.isEmpty, "\(journal.problems.prefix(5))")
    // Each start that was waited for is a session of its own.
    for camera in Self.cameras { #expect(journal.sessionCount(of: camera) >= waits.count) }
    let slowest = waits.max() ?? .zero
    print("kills: \(Self.kills), \(journal.count) frames, published again within \(slowest)")
    if Self.kills >= 100 { #expect(slowest < .seconds(3)) }

    try Self.expectBeginnings(in: folder)

    let service = try RunningService(cameras: cameras, service: state, in: folder)
    try service.waitToHear("READY=1")
    for camera in Self.cameras { #expect(try service.status(of: camera)["failures"] as? Int == 0) }
    #expect(try service.stop().status == 0)
  }

  /// Expects that every recording is the beginning of what was recorded, without a hole.
  private static func expectBeginnings(in folder: TemporaryFolder) throws {
    let (converted, whole) = try folder.eventText("edge.dat")
    #expect(converted.status == 0)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path("r")).sorted()
    var longest = 0
    for name in names {
      let (run, part) = try folder.eventText("r/\(name)")
      // One that was begun and not yet written to holds nothing, and says so.
      guard run.status == 0 else {
        #expect(run.status == 65, "\(name): \(run.errors)")
        continue
      }
      longest = max(longest, part.count)
      #expect(whole.starts(with: part), "\(name) has a hole")
    }
    #expect(longest > 100_000)
    print("kills: \(names.count) recordings, the longest of \(longest) bytes of text")
  }
}
