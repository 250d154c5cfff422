import Foundation
import Pipeline
import TestSupport
import Testing

/// Cameras that the service records, as a user finds their files.
@Suite struct ServeRecordingTests {
  private static func recordings(_ folder: TemporaryFolder, _ fileExtension: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path("r"))) ?? []
    return names.filter { $0.hasSuffix(".\(fileExtension)") }.sorted().map { "r/\($0)" }
  }

  private static func digest(_ name: String, in folder: TemporaryFolder) throws -> String? {
    try CommandRun("inspect", name, "--digest", "--json", in: folder).json()["sha256_canonical"] as? String
  }

  @Test(arguments: ["raw", "mcap"]) func everyEventIsInTheFiles(events: String) throws {
    let folder = try ReplayFiles.folder()
    let service = try RunningService(
      cameras:
        "  a: {source: edge.dat, repeat: 1, record: {folder: \(folder.path("r")), events: \(events), reserve: 0}}\n"
        + "  b: {source: edge.dat, repeat: 1}\n", in: folder)
    try service.wait(for: "a", toBe: "finished")
    let names = Self.recordings(folder, events)
    #expect(names.count == 1 && names[0].hasPrefix("r/a_"))
    #expect(try Self.digest(names[0], in: folder) == Self.digest("edge.dat", in: folder))
    let recording = try service.status(of: "a")["recording"] as? [String: Any]
    #expect(recording?["events"] as? Int == 8_000 && recording?["windows"] as? Int == 8)
    #expect(recording?["state"] as? String == "ended" && (recording?["lost"] as? [String: Any])?.isEmpty == true)
    #expect(try service.status(of: "b")["recording"] == nil)
    let metrics = try HTTPExchange.get("/metrics", port: service.port()).body
    #expect(metrics.contains("saccade_recorded_events_total{camera=\"a\"} 8000\n"))
    #expect(metrics.contains("saccade_recording_events_lost_total{camera=\"a\",reason=\"queue_full\"} 0\n"))
    #expect(!metrics.contains("saccade_recorded_events_total{camera=\"b\"}"))
    #expect(try service.stop().status == 0)
  }

  private static let canRead = PythonScript.isUsable(
    "detection_files.py", ["check"], tests: "Readings of MCAP files with the mcap library")

  @Test(.enabled(if: canRead, "needs the Python environment: run Tests/Python/setup"))
  func detectionsAndEventsAreInOneFileForROS() throws {
    let folder = try ReplayFiles.folder()
    let service = try RunningService(
      cameras: "  a: {source: edge.dat, repeat: 1, record: {folder: \(folder.path("r")), events: mcap, reserve: 0}}\n",
      in: folder)
    try service.wait(for: "a", toBe: "finished")
    let data = try PythonScript.run("detection_files.py", ["read", folder.path(Self.recordings(folder, "mcap")[0])])
    let contents = try JSONSerialization.jsonObject(with: data) as? [String: Any]
    let channels = contents?["channels"] as? [String: [[String: Any]]] ?? [:]
    #expect(Set(channels.keys) == ["/a/detections", "/a/labels", "/a/detection_frames", "/a/annotations", "/a/events"])
    #expect(channels["/a/detections"]?.count == 8 && channels["/a/labels"]?.count == 1)
    let packets = channels["/a/events"] ?? []
    for (number, packet) in packets.enumerated() {
      let value = packet["value"] as? [Any] ?? []
      #expect(
        value.first as? String == "evt3" && value.dropFirst().prefix(3).compactMap { $0 as? Int } == [60, 50, number])
      #expect(packet["log_time"] as? Int == packet["stamp"] as? Int)
    }
    #expect(packets.first?["log_time"] as? Int == 1_000_000 && packets.count > 1)
    #expect(try service.stop().status == 0)
  }

  @Test(arguments: ["raw", "mcap"]) func whatWasRecordedBeforeASuddenEndCanBeRead(events: String) throws {
    let folder = try ReplayFiles.folder()
    let bytes = try ReplayFiles.recordingBytes(count: 400_000)
    try folder.write(bytes, to: "whole.dat")
    let (converted, whole) = try folder.eventText("whole.dat")
    #expect(converted.status == 0)
    let server = try SocketPeer.camera(bytes, in: folder, again: true)
    for round in 1...2 {
      let service = try RunningService(
        cameras: "  a: {source: 'unix://\(folder.path("camera"))', record: {folder: \(folder.path("r")), "
          + "events: \(events), reserve: 0}}\n", in: folder)
      try service.command.wait {
        let recording = try service.status(of: "a")["recording"] as? [String: Any]
        return recording?["events"] as? Int ?? 0 > 20_000
      }
      #expect(Self.recordings(folder, events).count == round)
      service.command.send(SIGKILL)
      _ = try? service.command.wait(atMostSeconds: 10)
    }
    // Each service has begun a file of its own and left that of the other as it was.
    for name in Self.recordings(folder, events) {
      let (recorded, part) = try folder.eventText(name)
      #expect(recorded.status == 0, "\(recorded.errors)")
      #expect(part.count > 200_000 && whole.starts(with: part))
    }
    withExtendedLifetime(server) {}
  }

  /// A small disk of its own, where this process may have one.
  private final class SmallDisk {
    let path: String

    init?(_ path: String, mebibytes: Int) {
      self.path = path
      try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      guard Self.run("/bin/mount", ["-t", "tmpfs", "-o", "size=\(mebibytes)m", "tmpfs", path]) else { return nil }
    }

    deinit { _ = Self.run("/bin/umount", ["-l", path]) }

    private static func run(_ program: String, _ arguments: [String]) -> Bool {
      let process = Process()
      process.executableURL = URL(filePath: program)
      process.arguments = arguments
      process.standardError = FileHandle.nullDevice
      guard (try? process.run()) != nil else { return false }
      process.waitUntilExit()
      return process.terminationStatus == 0
    }

    /// Whether there can be one.
    static let isPossible: Bool = {
      guard let folder = try? TemporaryFolder() else { return false }
      return SmallDisk(folder.path("d"), mebibytes: 1) != nil
    }()
  }

  @Test(.enabled(if: SmallDisk.isPossible, "needs the right to mount a tmpfs"), arguments: [0, 2])
  func aFullDiskPausesRecordingAndNothingElse(reserve: Int) throws {
    let folder = try ReplayFiles.folder(events: 1_500_000)
    let disk = try #require(SmallDisk(folder.path("r"), mebibytes: 8))
    let service = try RunningService(
      cameras: "  a: {source: edge.dat, speed: 10, record: {folder: \(disk.path), events: raw, file_size: 1, "
        + "reserve: \(reserve)}}\n", in: folder)
    try service.waitToHear("READY=1")
    let subscriber = try service.subscriber(camera: "a")
    func recording(_ key: String) throws -> String? {
      (try service.status(of: "a")["recording"] as? [String: Any])?[key] as? String
    }
    try service.command.wait { try recording("state") == "paused" }
    #expect(try recording("reason")?.contains(folder.path("r")) == true)
    let frames = try subscriber.frames(atLeast: 50, of: ["a"])["a"] ?? []
    #expect(frames.count >= 50 && frames.areContiguous, "detection goes on")
    let status = try service.control("status")
    #expect(status.output.contains("a: recording paused: "))
    // What is closed is complete, and what was cut short can be read.
    for name in Self.recordings(folder, "raw") { #expect(try Self.digest(name, in: folder) != nil) }
    for name in Self.recordings(folder, "raw") { try FileManager.default.removeItem(atPath: folder.path(name)) }
    try service.command.wait { try recording("state") == "recording" }
    let result = try service.stop()
    #expect(result.status == 0)
    #expect(result.errors.contains("\"recording_resumed\"") && result.errors.contains("lost_disk_full"))
    #expect(result.errors.split(separator: "\n").filter { $0.contains("\"recording_paused\"") }.count <= 2)
  }
}
