import Foundation
import Messages
import Pipeline
import TestSupport
import Testing

/// A service that is changed all the time stays as it was: descriptors, threads, memory.
@Suite struct ServeSoakTests {
  /// Minutes that it takes; a short run unless more is asked for.
  private static let seconds =
    ProcessInfo.processInfo.environment["SOAK_MINUTES"].flatMap { Double($0) }.map { $0 * 60 } ?? 15

  private struct Usage {
    var residentBytes: Double
    var threads: Double
    var openFiles: Double

    init(_ text: String) {
      func value(_ name: String) -> Double {
        text.split(separator: "\n").first { $0.hasPrefix("\(name) ") }?.split(separator: " ").last.flatMap {
          Double($0)
        }
          ?? .nan
      }
      residentBytes = value("saccade_resident_bytes")
      threads = value("saccade_threads")
      openFiles = value("saccade_open_files")
    }
  }

  @Test func reloadsFailuresAndReadersLeaveNothingBehind() throws {
    let folder = try ReplayFiles.folder(events: 50_000)
    func cameras(_ round: Int) -> String {
      "  still: {source: edge.dat}\n  changed: {source: edge.dat, score: 0.\(1 + round % 8)}\n"
        + "  failing: {source: nowhere.dat, restart: {initial: 10ms, maximum: 20ms}}\n"
    }
    let service = try RunningService(cameras: cameras(0), in: folder)
    try service.waitToHear("READY=1")
    let port = try service.port()
    let subscriber = try service.subscriber(camera: "still")
    var frames = try subscriber.frames(atLeast: 1, of: ["still"])["still"] ?? []
    let end = Date(timeIntervalSinceNow: Self.seconds)
    var usages: [Usage] = []
    var round = 0
    while Date() < end {
      round += 1
      #expect(try service.reload(cameras: cameras(round)).status == 0)
      if round % 3 == 0 { _ = try service.control("pause", "changed") }
      if round % 3 == 1 { _ = try service.control("resume", "changed") }
      // All that waits is read, or else the queue would be full some day.
      let more =
        try (subscriber.frames(atLeast: 2, of: ["still"])["still"] ?? [])
        + (subscriber.rest(untilSilentForMilliseconds: 0).frames["still"] ?? [])
      #expect(
        zip([frames[frames.count - 1]] + more, more).allSatisfy { $1.sequence == 0 || $0.sequence + 1 == $1.sequence })
      frames = more
      // A reader that goes away in the middle.
      let rude = try HTTPExchange(port: port)
      rude.send("GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n")
      if round % 3 == 2 { usages.append(Usage(try HTTPExchange.get("/metrics", port: port).body)) }
    }
    let half = usages.count / 2
    try #require(half >= 2, "too few rounds: \(round)")
    let (early, late) = (usages[..<half], usages[half...])
    func most(_ usages: ArraySlice<Usage>, _ path: KeyPath<Usage, Double>) -> Double {
      usages.map { $0[keyPath: path] }.max() ?? .nan
    }
    // A connection that is just being closed may still be counted.
    #expect(most(late, \.openFiles) <= most(early, \.openFiles) + 2)
    #expect(most(late, \.threads) <= most(early, \.threads) + 1)
    let check = try CommandRun("check", "--config", folder.path("saccade.yaml"), "--json", in: folder).json()
    let bound = (check["memory"] as? [String: Any])?["total_bytes"] as? Double ?? 0
    #expect(most(late, \.residentBytes) < bound, "\(most(late, \.residentBytes)) of \(bound)")
    print(
      "soak: \(round) rounds, \(Int(most(late, \.residentBytes)) >> 20) MiB of at most \(Int(bound) >> 20) MiB, "
        + "\(Int(most(late, \.threads))) threads, \(Int(most(late, \.openFiles))) open files")
    #expect(try service.stop().status == 0)
  }
}
