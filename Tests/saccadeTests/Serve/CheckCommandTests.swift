import Foundation
import TestSupport
import Testing

@Suite struct CheckCommandTests {
  @Test func everyValueIsPrintedWithItsOriginAndTheMemory() throws {
    let folder = try ReplayFiles.folder()
    try RunningService.write(cameras: "  a: {source: edge.dat, score: 0.5}\n", in: folder)
    let run = try CommandRun("check", "--config", "saccade.yaml", "--set", "log.level=debug", "--json", in: folder)
    #expect(run.status == 0, "\(run.errors)")
    let report = try run.json()
    let settings = report["settings"] as? [[String: Any]] ?? []
    func setting(_ key: String) -> [String: Any]? { settings.first { $0["key"] as? String == key } }
    #expect(setting("cameras.a.score")?["value"] as? String == "0.5")
    #expect((setting("cameras.a.score")?["origin"] as? String)?.hasSuffix("saccade.yaml:8") == true)
    #expect(setting("cameras.a.model")?["origin"] as? String == "saccade.yaml:5")
    #expect(setting("log.level")?["origin"] as? String == "--set log.level=debug")
    #expect(setting("http.insecure")?["origin"] as? String == "default")
    let memory = report["memory"] as? [String: Any]
    #expect((memory?["total_bytes"] as? Int ?? 0) > 100 << 20 && (memory?["cameras"] as? [Any])?.count == 1)
    let table = try CommandRun("check", "--config", "saccade.yaml", in: folder)
    #expect(table.output.contains("cameras.a.score") && table.output.contains("all together"))
  }

  @Test func theMemoryOfARecordingCounts() throws {
    let folder = try ReplayFiles.folder()
    try RunningService.write(cameras: "  a: {source: edge.dat}\n", in: folder)
    func total(_ settings: String...) throws -> Int {
      let flags = settings.flatMap { ["--set", "cameras.a.record.\($0)"] }
      let run = try CommandRun(arguments: ["check", "--config", "saccade.yaml", "--json"] + flags, in: folder)
      return (try run.json()["memory"] as? [String: Any])?["total_bytes"] as? Int ?? 0
    }
    let (without, some, more) = (
      try total(), try total("folder=r", "events=raw", "memory=100"), try total("folder=r", "events=raw", "memory=300")
    )
    #expect(without > 0 && some >= without + 100 << 20 && more == some + 200 << 20)
    #expect(try total("folder=r", "memory=300") < some)
  }

  @Test func aMisspeltKeyIsNamedWithItsLineAndASuggestion() throws {
    let folder = try ReplayFiles.folder()
    try RunningService.write(cameras: "  a: {source: edge.dat, enigne: dense}\n", in: folder)
    for command in ["check", "serve"] {
      let run = try CommandRun(command, "--config", "saccade.yaml", in: folder)
      #expect(run.status == 78 && run.output.isEmpty)
      #expect(
        run.errors.hasPrefix(
          "saccade: saccade.yaml:8: cameras.a.enigne: there is no key 'enigne' below cameras.a: did you mean "
            + "'cameras.a.engine'?"), "\(run.errors)")
    }
  }

  @Test func aModelThatCannotBeLoadedIsNamed() throws {
    let folder = try ReplayFiles.folder()
    try RunningService.write(cameras: "  a: {source: edge.dat, model: edge.dat}\n", in: folder)
    let run = try CommandRun("check", "--config", "saccade.yaml", in: folder)
    #expect(run.status == 78 && run.errors.contains("cameras.a: edge.dat:"), "\(run.errors)")
  }

  @Test func theManualIsThatOfThePackage() throws {
    let manual = try CommandRun("check", "--manual").output
    #expect(
      try manual == String(contentsOf: PackageFolder.root.appending(path: "Systemd/saccade.yaml"), encoding: .utf8))
  }
}
