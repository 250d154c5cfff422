import Foundation
import Messages
import Pipeline
import TestSupport
import Testing

/// The service as a process: it starts, publishes, fails where it must, and ends in good order.
@Suite struct ServeCommandTests {
  @Test func publishesEveryCameraUntilItIsStopped() throws {
    let service = try RunningService(
      cameras: "  a: {source: edge.dat}\n  b: {source: edge.dat, speed: 2}\n",
      environment: ["WATCHDOG_USEC": "10000000"])
    try service.waitToHear("READY=1")
    try service.waitToHear("STATUS=2 of 2 cameras running")
    try service.waitToHear("WATCHDOG=1")
    let subscriber = try service.subscriber()
    var frames = try subscriber.frames(atLeast: 10, of: ["a", "b"])
    let result = try service.stop()
    #expect(result.status == 0 && !result.wasKilled, "\(result.errors)")
    try service.waitToHear("STOPPING=1")
    let rest = try subscriber.rest()
    for (camera, more) in rest.frames { frames[camera, default: []] += more }
    for camera in ["a", "b"] {
      let received = try #require(frames[camera])
      #expect(received.areContiguous)
      // Everything that was computed has arrived, up to the last window.
      let status = try #require(rest.statuses[camera])
      #expect(status.state == .finished && status.windows == received[received.count - 1].sequence + 1)
      #expect(status.dropped.allSatisfy { $0.reason == "unfinished_window" })
    }
    #expect(try service.folder.names.filter { $0 == "control" }.isEmpty)
  }

  @Test func logsAreOneObjectALineWithStatesOnce() throws {
    let service = try RunningService(cameras: "  a: {source: edge.dat}\n")
    try service.waitToHear("READY=1")
    let result = try service.stop()
    let lines = try result.errors.split(separator: "\n").map {
      try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: String] ?? [:]
    }
    let events = lines.compactMap { $0["event"] }
    #expect(events.filter { $0 == "camera_running" }.count == 1)
    #expect(events.first == "starting" && events.last == "stopped")
    #expect(lines.allSatisfy { $0["time"] != nil && $0["level"] != nil && $0["message"] != nil })
  }

  @Test func aCameraThatFailsDisturbsNoOtherAndComesBack() throws {
    let folder = try ReplayFiles.folder(events: 200_000)
    let service = try RunningService(
      cameras: "  bad: {source: late.dat, restart: {initial: 50ms, maximum: 100ms}}\n  good: {source: edge.dat}\n",
      in: folder)
    try service.waitToHear("READY=1")
    let subscriber = try service.subscriber(camera: "good")
    let port = try service.port()
    try service.command.wait { try HTTPExchange.get("/readyz", port: port).status == 503 }
    let readiness = try HTTPExchange.get("/readyz", port: port)
    #expect(readiness.body.contains("not ready\tbad\tfailed: late.dat"), "\(readiness.body)")
    #expect(readiness.body.contains("ready\tgood\trunning"))
    #expect(try HTTPExchange.get("/livez", port: port).status == 200)
    // A failure that goes on is told once and then summed up.
    let failures = service.command.errors.split(separator: "\n").filter { $0.contains("camera_failed") }
    #expect(try service.status(of: "bad")["failures"] as? Int ?? 0 > failures.count || failures.count < 4)
    try folder.write(folder.read("edge.dat"), to: "late.dat")
    try service.wait(for: "bad", toBe: "running")
    #expect(try HTTPExchange.get("/readyz", port: port).status == 200)
    let frames = try subscriber.frames(atLeast: 5, of: ["good"])["good"] ?? []
    #expect(frames.count >= 5 && frames.areContiguous)
  }

  @Test func aRecordingThatEndsIsFinishedAndNotReadAgain() throws {
    let folder = try ReplayFiles.folder(events: 50_000)
    let service = try RunningService(cameras: "  a: {source: edge.dat, repeat: 1, speed: max}\n", in: folder)
    try service.wait(for: "a", toBe: "finished")
    let status = try service.status(of: "a")
    let events = status["events"] as? [String: Int] ?? [:]
    #expect(events["received"] == 50_000 && events["processed"] == 50_000 && events["pending"] == 0)
    #expect(status["windows"] as? Int == 50 && status["starts"] as? Int == 1 && status["ready"] as? Bool == true)
  }

  @Test func camerasWithEndpointsOfTheirOwnPublishThere() throws {
    let folder = try ReplayFiles.folder(events: 50_000)
    let service = try RunningService(
      cameras: "  a: {source: edge.dat, publish: {stream: \(folder.endpoint("own"))}}\n", in: folder)
    let subscriber = try DetectionSubscriber(DetectionSubscriberSettings(endpoint: folder.endpoint("own")))
    #expect(try (subscriber.frames(atLeast: 3, of: ["a"])["a"] ?? []).areContiguous)
    #expect(try service.stop().status == 0)
  }

  @Test func aKilledServiceGoesOnFromItsCheckpoint() throws {
    let folder = try ReplayFiles.folder(events: 200_000)
    let cameras = "  a: {source: edge.dat, checkpoint: {period: 50ms, restore_within: 1min}}\n"
    let state = "state: {directory: \(folder.path("kept"))}"
    var sessions: Set<UInt64> = []
    for round in 0..<3 {
      let service = try RunningService(cameras: cameras, service: state, in: folder)
      let subscriber = try service.subscriber()
      let frames = try subscriber.frames(atLeast: 5, of: ["a"])["a"] ?? []
      #expect(frames.count >= 5 && frames.areContiguous)
      sessions.insert(frames[0].session)
      try service.command.wait {
        try folder.names.contains("kept") && (service.status(of: "a")["checkpoints"] as? Int ?? 0) > 0
      }
      #expect(service.command.errors.contains("restored") == (round > 0))
      service.command.send(SIGKILL)
      #expect(try service.command.wait().wasKilled)
    }
    #expect(sessions.count == 3, "each start is a session of its own")
  }

  @Test func twoServicesCannotShareAControlSocket() throws {
    let service = try RunningService(cameras: "  a: {source: edge.dat}\n")
    try service.waitToHear("READY=1")
    let second = try CommandRun(
      "serve", "--set", "control.socket=\(service.folder.path("control"))", "--set", "publish.stream=none", "--set",
      "publish.latest=none", "--set", "http.listen=none")
    #expect(second.status == 69 && second.errors.contains("another service listens there"), "\(second.errors)")
    #expect(try service.control("status").status == 0)
  }

  @Test func theServiceManagerCanOpenThePort() throws {
    let program = URL(filePath: "/usr/bin/systemd-socket-activate")
    guard FileManager.default.isExecutableFile(atPath: program.path) else {
      print("the test of socket activation is skipped: systemd-socket-activate is not installed")
      return
    }
    let folder = try ReplayFiles.folder(events: 50_000)
    try RunningService.write(cameras: "  a: {source: edge.dat}\n", in: folder)
    let port = try FreePort.find()
    let activator = try RunningCommand(
      ["-l", "127.0.0.1:\(port)", CommandRun.executable.path, "serve", "--config", folder.path("saccade.yaml")],
      in: folder, by: program)
    // The connection that wakes the service is answered by it.
    try activator.wait { (try? HTTPExchange.get("/livez", port: port))?.status == 200 }
    #expect(activator.errors.contains("127.0.0.1") && !activator.errors.contains("cannot listen"))
    activator.send(SIGTERM)
    #expect(try activator.wait(atMostSeconds: 20).status == 0)
  }
}

/// A TCP port that nobody listens on at the moment.
enum FreePort {
  static func find() throws -> UInt16 {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let status = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, size) == 0 ? getsockname(descriptor, $0, &size) : -1
      }
    }
    try #require(status == 0)
    return UInt16(bigEndian: address.sin_port)
  }
}
