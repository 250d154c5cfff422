import Events
import Foundation
import Messages
import Pipeline
import SpikingNetwork
import TestSupport
import Testing

/// A live camera whose timesteps come many times as fast as the network can take them.
@Suite struct ServeOverloadTests {
  /// How long; a few seconds unless more is asked for.
  private static let seconds =
    ProcessInfo.processInfo.environment["SOAK_OVERLOAD_SECONDS"].flatMap { Double($0) } ?? 5
  private static let timestepMicroseconds: Int64 = 200
  private static let eventsPerSecond: Int64 = 50_000
  private static let queue = 2

  /// A network that takes some milliseconds with the slowest engine.
  private static func modelBytes() throws -> [UInt8] {
    let description = NetworkDescription(
      variant: .gen1, scale: NetworkScale(depth: 0.33, width: 0.0625),
      input: NetworkInput(
        width: 192, height: 128, sensorWidth: ReplayFiles.geometry.width, sensorHeight: ReplayFiles.geometry.height,
        timestepMicroseconds: timestepMicroseconds, timestepsPerWindow: 1, order: .oldestFirst, fit: .pad),
      classNames: ["car", "pedestrian"], stateMode: .carry,
      provenance: ModelProvenance(source: "random weights", writer: "tests"))
    return try NetworkGenerator(description: description, seed: 5).modelBytes()
  }

  /// The sum of a metric over all its labels.
  private static func value(_ name: String, in text: String) -> Double {
    text.split(separator: "\n").filter { $0.hasPrefix(name + "{") || $0.hasPrefix(name + " ") }
      .reduce(0) { $0 + (Double($1.split(separator: " ").last ?? "") ?? .nan) }
  }

  @Test func nothingPilesUpAndEveryEventIsAccountedFor() throws {
    let folder = try TemporaryFolder()
    try folder.write(Self.modelBytes(), to: "net.model")
    let feed = try LiveFeed(path: folder.path("camera"), eventsPerSecond: Self.eventsPerSecond)
    defer { feed.end() }
    let service = try RunningService(
      cameras: "  a: {source: 'unix://\(folder.path("camera"))', engine: reference, queue: \(Self.queue)}\n",
      in: folder)
    try service.waitToHear("READY=1")
    try service.wait(for: "a", toBe: "running")
    let port = try service.port()
    let subscriber = try service.subscriber(camera: "a")
    let end = Date(timeIntervalSinceNow: Self.seconds)
    var journal = FrameJournal()
    var lags: [Int64] = []
    var mostPending = 0.0
    var mostResident = 0.0
    var text = ""
    while Date() < end {
      let next = Date(timeIntervalSinceNow: 0.1)
      while Date() < next, let message = try subscriber.receive(timeoutMilliseconds: 100) {
        guard case .detections(let frame, _) = message.content else { continue }
        journal.take(frame)
        lags.append(frame.publishTimeNanoseconds - frame.hostTimeNanoseconds)
      }
      text = try HTTPExchange.get("/metrics", port: port).body
      let pending = Self.value("saccade_events_pending", in: text)
      #expect(
        Self.value("saccade_events_received_total", in: text)
          == Self.value("saccade_events_processed_total", in: text)
          + Self.value("saccade_events_dropped_total", in: text) + pending)
      mostPending = max(mostPending, pending)
      mostResident = max(mostResident, Self.value("saccade_resident_bytes", in: text))
    }
    let computed = Self.value("saccade_timesteps_total", in: text)
    let dropped = Self.value("saccade_timesteps_dropped_total", in: text)
    #expect(computed > 0 && dropped > 4 * computed, "\(dropped) timesteps dropped, \(computed) computed")
    #expect(journal.count > 0 && journal.problems.isEmpty, "\(journal.problems.prefix(5))")

    // Those that wait, the one that is filled, the one that is computed, and what one read of the socket brings.
    let eventsPerTimestep = Double(Self.eventsPerSecond * Self.timestepMicroseconds / 1_000_000)
    let steps = Double(Self.queue + 2)
    #expect(mostPending <= steps * eventsPerTimestep + 16_384, "\(mostPending) events were pending")
    let check = try CommandRun("check", "--config", folder.path("saccade.yaml"), "--json", in: folder).json()
    let bound = (check["memory"] as? [String: Any])?["total_bytes"] as? Double ?? 0
    #expect(mostResident < bound, "\(mostResident) of \(bound)")

    let lag = lags.sorted()[lags.count / 2]
    let inference =
      Self.value("saccade_inference_seconds_sum", in: text) / Self.value("saccade_inference_seconds_count", in: text)
    print(
      "overload: \(Int(dropped / computed)) timesteps dropped for each computed, lag \(Double(lag) / 1e6) ms at p50, "
        + "network \(inference * 1000) ms, \(Int(mostPending)) events pending at most, \(Int(mostResident) >> 20) MiB")
    if Self.seconds >= 60 {
      // Two timesteps may wait; the network is busy with one before, and then with this one.
      let waiting = Double(Self.queue) * Double(Self.timestepMicroseconds) / 1e6
      #expect(Double(lag) / 1e9 < waiting + 2 * inference + 0.005)
    }
    #expect(try service.stop().status == 0)
  }
}
