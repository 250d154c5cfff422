import Foundation
import TestSupport
import Testing

/// A service whose subscribers need keys.
@Suite struct ServeKeysTests {
  /// Makes keys for a service and two clients, of which one is known.
  private static func folder() throws -> TemporaryFolder {
    let folder = try ReplayFiles.folder(events: 1_500_000)
    try FileManager.default.createDirectory(
      at: folder.url.appending(path: "clients"), withIntermediateDirectories: false)
    for name in ["robot", "friend", "late"] {
      #expect(try CommandRun("keys", "generate", name, in: folder).status == 0)
    }
    try FileManager.default.copyItem(
      at: folder.url.appending(path: "friend.key"), to: folder.url.appending(path: "clients/friend.key"))
    return folder
  }

  private static func watch(_ key: String, in folder: TemporaryFolder, timeout: String = "20s") throws -> RunningCommand
  {
    try RunningCommand(
      [
        "watch", "--json", "--connect", folder.endpoint("own"), "--count", "5", "--timeout", timeout, "--curve-key",
        "\(key).key_secret", "--curve-server", "robot.key",
      ], in: folder)
  }

  @Test func clientsAreAdmittedByTheirKeysAndNewOnesByAReload() throws {
    let folder = try Self.folder()
    let service = try RunningService(
      cameras: "  a: {source: edge.dat, publish: {stream: \"\(folder.endpoint("own"))\"}}\n", in: folder,
      arguments: [
        "--set", "publish.curve.key_file=\(folder.path("robot.key_secret"))", "--set",
        "publish.curve.client_folder=\(folder.path("clients"))",
      ])
    try service.waitToHear("READY=1")
    let port = try service.port()
    #expect(try Self.watch("friend", in: folder).wait(atMostSeconds: 40).status == 0)
    #expect(try Self.watch("late", in: folder, timeout: "1s").wait(atMostSeconds: 40).status == 69)
    let metrics = try HTTPExchange.get("/metrics", port: port).body
    #expect(metrics.contains("saccade_clients_total{result=\"accepted\"} "))
    #expect(!metrics.contains("saccade_clients_total{result=\"refused\"} 0"))
    #expect(service.command.errors.contains("client_refused"))
    // Known now: no camera is disturbed, and a client that waits is let in.
    let waiting = try Self.watch("late", in: folder)
    let session = "\(try service.status(of: "a")["session"] ?? "none")"
    try FileManager.default.copyItem(
      at: folder.url.appending(path: "late.key"), to: folder.url.appending(path: "clients/late.key"))
    #expect(try service.control("reload").status == 0)
    #expect(try waiting.wait(atMostSeconds: 40).status == 0)
    #expect(try "\(service.status(of: "a")["session"] ?? "none")" == session && session != "none")
    // What cannot be read changes nothing.
    try folder.write(Array("nonsense".utf8), to: "clients/bad.key")
    let refused = try service.control("reload")
    #expect(refused.status == 78 && (refused.output + refused.errors).contains("bad.key"))
    #expect(try Self.watch("friend", in: folder).wait(atMostSeconds: 40).status == 0)
  }

  @Test func halfAConfigurationIsRefused() throws {
    let folder = try Self.folder()
    let base = ["check", "--set", "cameras.a.source=edge.dat", "--set", "cameras.a.model=net.model"]
    for (setting, words) in [
      ("publish.curve.key_file=robot.key_secret", "publish.curve.client_folder"),
      ("publish.curve.client_folder=clients", "publish.curve.key_file"),
    ] {
      let run = try CommandRun(arguments: base + ["--set", setting], in: folder)
      #expect(run.status == 78 && (run.output + run.errors).contains(words))
    }
    let serve = try CommandRun(
      arguments: [
        "serve", "--set", "publish.curve.key_file=robot.key", "--set", "publish.curve.client_folder=clients", "--set",
        "http.listen=none", "--set", "control.socket=none", "--set", "publish.stream=\(folder.endpoint("own"))",
        "--set",
        "publish.latest=none",
      ], in: folder)
    #expect(serve.status == 78 && serve.errors.contains("no secret key"))
  }
}
