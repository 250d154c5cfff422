import Foundation
import Messages
import Pipeline
import TestSupport

/// `saccade serve` while it runs, with a configuration in a folder of its own.
final class RunningService {
  let folder: TemporaryFolder
  let command: RunningCommand
  private let notifications: DatagramSocket

  /// Writes the configuration and starts the service.
  ///
  /// - Parameters:
  ///   - cameras: the text below `cameras:`, indented.
  ///   - service: further text of the configuration.
  ///   - folder: where the model and recordings are; made where nil.
  ///   - arguments: further arguments.
  ///   - environment: further variables.
  init(
    cameras: String, service: String = "", in folder: TemporaryFolder? = nil, arguments: [String] = [],
    environment: [String: String] = [:]
  ) throws {
    let folder = try folder ?? ReplayFiles.folder(events: 1_500_000)
    self.folder = folder
    try Self.write(cameras: cameras, service: service, in: folder)
    let path = folder.path("notify-\(UUID().uuidString.prefix(8))")
    notifications = try DatagramSocket(path: path)
    command = try RunningCommand(
      ["serve", "--config", folder.path("saccade.yaml")] + arguments, in: folder,
      environment: ["NOTIFY_SOCKET": path, "XDG_RUNTIME_DIR": ""].merging(environment) { $1 })
  }

  deinit { command.send(SIGKILL) }

  /// Writes the configuration anew.
  static func write(cameras: String, service: String = "", in folder: TemporaryFolder) throws {
    let text = """
      version: 1
      http: {listen: 127.0.0.1:0, timeout: 2s, connections: 8, token_file: \(folder.path("token"))}
      control: {socket: \(folder.path("control"))}
      publish: {stream: \(folder.endpoint()), latest: none}
      defaults: {model: \(folder.path("net.model")), score: 0.05, repeat: 0}
      \(service)
      cameras:
      \(cameras)

      """
    try folder.write(text.utf8, to: "saccade.yaml")
    try folder.write("a token of some length\n".utf8, to: "token")
  }

  /// Writes the cameras anew and lets the service take them up.
  func reload(cameras: String) throws -> CommandRun {
    try Self.write(cameras: cameras, in: folder)
    return try control("reload")
  }

  /// Runs `saccade control` with this service.
  func control(_ arguments: String...) throws -> CommandRun {
    try CommandRun(arguments: ["control"] + arguments + ["--socket", folder.path("control")])
  }

  /// Waits until the service manager hears a line.
  func waitToHear(_ line: String) throws {
    while true {
      guard let lines = notifications.receive(atMostMilliseconds: 30_000) else {
        throw RunningCommand.DoesNotEnd(output: "did not hear \(line): \(command.errors)")
      }
      if lines.contains(where: { $0.hasPrefix(line) }) { return }
    }
  }

  /// The service's status as JSON; empty while it does not answer.
  func status() throws -> [String: Any] {
    let run = try control("status", "--json")
    return run.status == 0 ? try run.json() : [:]
  }

  /// A camera's part of the status.
  func status(of camera: String) throws -> [String: Any] {
    let cameras = try status()["cameras"] as? [[String: Any]] ?? []
    return cameras.first { $0["name"] as? String == camera } ?? [:]
  }

  /// Waits until a camera's state is as asked for.
  func wait(for camera: String, toBe state: String) throws {
    try command.wait { try status(of: camera)["state"] as? String == state }
  }

  /// A subscriber to everything that the service publishes.
  func subscriber(camera: String? = nil) throws -> DetectionSubscriber {
    try DetectionSubscriber(DetectionSubscriberSettings(endpoint: folder.endpoint(), camera: camera))
  }

  /// The port of HTTP.
  func port() throws -> UInt16 {
    var port: UInt16?
    try command.wait {
      for line in command.errors.split(separator: "\n") {
        let object = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: String]
        if let address = object?["http"] { port = address.split(separator: ":").last.flatMap { UInt16($0) } }
      }
      return port != nil
    }
    return port ?? 0
  }

  /// Ends the service in good order.
  func stop() throws -> RunningCommand.Result {
    command.send(SIGTERM)
    return try command.wait(atMostSeconds: 20)
  }
}

extension DetectionSubscriber {
  /// Receives until so many frames of each camera have come, and gives them by camera.
  func frames(atLeast count: Int, of cameras: [String]) throws -> [String: [DetectionFrame]] {
    var frames: [String: [DetectionFrame]] = [:]
    while !cameras.allSatisfy({ (frames[$0]?.count ?? 0) >= count }) {
      guard let message = try receive(timeoutMilliseconds: 20_000) else { break }
      if case .detections(let frame, _) = message.content { frames[frame.source, default: []].append(frame) }
    }
    return frames
  }

  /// Receives until nothing comes for a while, and gives the frames and the last status of every camera.
  func rest(untilSilentForMilliseconds silence: Int = 1500) throws -> (
    frames: [String: [DetectionFrame]], statuses: [String: SourceStatus]
  ) {
    var frames: [String: [DetectionFrame]] = [:]
    var statuses: [String: SourceStatus] = [:]
    while let message = try receive(timeoutMilliseconds: silence) {
      switch message.content {
      case .detections(let frame, _): frames[frame.source, default: []].append(frame)
      case .status(let status): statuses[status.source] = status
      default: continue
      }
    }
    return (frames, statuses)
  }
}

extension [DetectionFrame] {
  /// Whether each follows the one before without a loss: in sequence, time and session, or as the first of the next round of
  /// a recording that is replayed again.
  var areContiguous: Bool {
    zip(self, dropFirst()).allSatisfy { before, frame in
      let follows =
        before.session == frame.session && before.sequence + 1 == frame.sequence && !frame.stateReset
        && before.windowEndMicroseconds == frame.windowStartMicroseconds
      let begins = before.session &+ 1 == frame.session && frame.sequence == 0 && frame.stateReset
      return (follows || begins) && frame.windowsSkipped == 0 && frame.eventsDropped == 0
    }
  }

  /// The sessions of frames that are not the next round of the session before.
  var begunSessions: [UInt64] {
    var begun: [UInt64] = []
    var last: UInt64?
    for frame in self where frame.session != last {
      if last.map({ $0 &+ 1 }) != frame.session { begun.append(frame.session) }
      last = frame.session
    }
    return begun
  }
}
