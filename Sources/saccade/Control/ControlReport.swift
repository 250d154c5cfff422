import ArgumentParser
import FoundationEssentials
import Supervision

extension ControlOptions {
  /// The way to the service.
  func client() throws(CommandFailure) -> ControlClient {
    if let socket { return ControlClient(path: socket) }
    guard let path = ControlSocketPath.path("auto", environment: ProcessInfo.processInfo.environment) else {
      throw CommandFailure(.usage, "there is no usual control socket here: give the service's with --socket")
    }
    return ControlClient(path: path)
  }

  /// Gives a command, prints its result, and ends with the status that says how it went.
  func command(_ name: String, camera: String? = nil, settings: [String] = []) throws {
    let query = camera.map { "?camera=\(Self.encoded($0))" } ?? ""
    let reply = try client().send(
      "POST", "/control/\(name)\(query)", body: Array(settings.joined(separator: "\n").utf8))
    guard let result = try? JSONDecoder().decode(ControlResult.self, from: Data(reply.body)) else {
      throw CommandFailure(
        .unavailable, "the service answers: \(String(decoding: reply.body.prefix(400), as: UTF8.self))")
    }
    if json {
      Terminal.writeOutput(String(decoding: reply.body, as: UTF8.self))
    } else {
      var text = result.message + "\n"
      for (camera, done) in result.cameras.sorted(by: { $0.key < $1.key }) { text += "\(camera): \(done)\n" }
      Terminal.writeOutput(text)
    }
    guard result.isDone else {
      throw CommandFailure(.configuration, result.problems.joined(separator: "\n"))
    }
  }

  static func encoded(_ text: String) -> String {
    text.utf8.map { byte in
      let isPlain =
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
        || [0x2D, 0x2E, 0x5F].contains(byte)
      let digits = String(byte, radix: 16, uppercase: true)
      return isPlain ? String(UnicodeScalar(byte)) : "%" + (digits.count == 1 ? "0" : "") + digits
    }.joined()
  }
}

/// How the answers of a service are shown to people.
enum ControlReport {
  /// The service in a line, and its cameras in a table.
  static func table(status: [UInt8]) throws -> String {
    guard let status = try? JSONDecoder().decode(ServiceStatus.self, from: Data(status)) else {
      throw CommandFailure(.unavailable, "the service's status cannot be read: is it of another version?")
    }
    var text = "saccade \(status.version) \(status.state), up \(Format.clock(seconds: status.uptimeSeconds))\n"
    var rows = [["camera", "state", "rate", "windows", "detections", "latency p50", "p99", "dropped", "failures"]]
    for camera in status.cameras {
      rows.append([
        camera.name, camera.state, Format.eventRate(perSecond: camera.eventsPerSecond), Format.count(camera.windows),
        Format.count(camera.detections), "\(Format.decimal(camera.latency.p50, digits: 2)) ms",
        "\(Format.decimal(camera.latency.p99, digits: 2)) ms", Format.count(camera.events.dropped),
        Format.count(camera.failures),
      ])
    }
    text += status.cameras.isEmpty ? "no camera is configured\n" : TextTable.text(rows, leftAligned: [0, 1]) + "\n"
    for camera in status.cameras where camera.hotPixels ?? 0 > 0 {
      text += "\(camera.name): \(Format.count(UInt64(camera.hotPixels ?? 0))) hot pixels are masked\n"
    }
    for camera in status.cameras where !camera.reason.isEmpty { text += "\(camera.name): \(camera.reason)\n" }
    for camera in status.cameras {
      guard let recording = camera.recording, !recording.reason.isEmpty else { continue }
      text += "\(camera.name): recording \(recording.state): \(recording.reason)\n"
    }
    return text
  }
}
