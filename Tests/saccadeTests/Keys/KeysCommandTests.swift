import Foundation
import TestSupport
import Testing

@Suite struct KeysCommandTests {
  @Test func aPairIsMadeAndShown() throws {
    let folder = try TemporaryFolder()
    let clients = folder.url.appending(path: "clients")
    try FileManager.default.createDirectory(at: clients, withIntermediateDirectories: false)
    #expect(try CommandRun("keys", "generate", "clients/all", in: folder).status == 0)
    let made = try CommandRun(
      "keys", "generate", "clients/front", "--topics", "detections/front/", "meta/front/", in: folder)
    #expect(made.status == 0 && made.output.contains("clients/front.key_secret"))
    let shown = try CommandRun("keys", "show", "clients", "--json", in: folder)
    let list = try JSONSerialization.jsonObject(with: shown.bytes) as? [[String: Any]]
    #expect(list?.map { $0["name"] as? String } == ["all", "front"])
    #expect(list?.last?["topics"] as? [String] == ["detections/front/", "meta/front/"])
    let text = try CommandRun("keys", "show", "clients", in: folder).output
    #expect(text.contains("everything") && text.contains("detections/front/ meta/front/"))
    // A secret is never printed.
    let secret = try String(contentsOf: clients.appending(path: "front.key_secret"), encoding: .utf8)
    let key = try #require(secret.split(separator: "\n").last?.split(separator: "\"").last)
    #expect(key.count == 40 && !(text + made.output + made.errors).contains(key))
  }

  @Test func nothingIsOverwrittenUnlessAsked() throws {
    let folder = try TemporaryFolder()
    #expect(try CommandRun("keys", "generate", "a", in: folder).status == 0)
    let path = folder.url.appending(path: "a.key_secret")
    let before = try Data(contentsOf: path)
    let again = try CommandRun("keys", "generate", "a", in: folder)
    #expect(again.status == 66 && again.errors.contains("--force"))
    #expect(try Data(contentsOf: path) == before)
    #expect(try CommandRun("keys", "generate", "a", "--force", in: folder).status == 0)
    #expect(try Data(contentsOf: path) != before)
    #expect(try CommandRun("keys", "generate", "b", "--topics", "a b", in: folder).status == 64)
    #expect(try CommandRun("keys", "show", "absent", in: folder).status == 78)
  }

  @Test func replayAndWatchSpeakWithKeysOnly() throws {
    let folder = try ReplayFiles.folder()
    try FileManager.default.createDirectory(
      at: folder.url.appending(path: "clients"), withIntermediateDirectories: false)
    for name in ["robot", "clients/friend", "stranger"] {
      #expect(try CommandRun("keys", "generate", name, in: folder).status == 0)
    }
    let endpoint = folder.endpoint()
    func watch(_ key: String, _ timeout: String) throws -> RunningCommand {
      try RunningCommand(
        [
          "watch", "--json", "--connect", endpoint, "--curve-key", key, "--curve-server", "robot.key", "--timeout",
          timeout,
        ], in: folder)
    }
    let stranger = try watch("stranger.key_secret", "20s")
    let replay = try RunningCommand(
      [
        "replay", "edge.dat", "--model", "net.model", "--publish", endpoint, "--wait-for-subscriber", "60s", "--speed",
        "8", "--camera", "front", "--curve-key", "robot.key_secret", "--curve-clients", "clients",
      ], in: folder)
    // The replay waits for the friend, who waits until the stranger was refused.
    try replay.wait { replay.errors.contains("unknown key") }
    let friend = try watch("clients/friend.key_secret", "30s")
    #expect(try replay.wait().status == 0)
    #expect(try WatchSummaryJSON.last(of: try friend.wait().lines).windows == 8)
    let refused = try stranger.wait()
    #expect(try refused.status == 69 && WatchSummaryJSON.last(of: refused.lines).windows == 0)
    let half = try CommandRun("watch", "--curve-key", "clients/friend.key_secret", in: folder)
    #expect(half.status == 64 && half.errors.contains("--curve-server"))
    let wrong = try CommandRun("watch", "--curve-key", "robot.key", "--curve-server", "robot.key", in: folder)
    #expect(wrong.status == 78 && wrong.errors.contains("no secret key"))
  }
}
