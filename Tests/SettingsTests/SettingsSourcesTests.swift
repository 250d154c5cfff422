import Settings
import TestSupport
import Testing

/// Where values come from, and which one wins.
@Suite struct SettingsSourcesTests {
  private static let camera = "cameras:\n  front:\n    source: a.raw\n    model: m.safetensors\n"

  @Test func laterSourcesWinAndEveryValueKnowsItsOrigin() throws {
    let folder = try SettingsFolder(
      "version: 1\nhttp:\n  listen: 127.0.0.1:1\n  connections: 2\n" + Self.camera,
      additions: ["20-b.yaml": "http:\n  connections: 4\n", "10-a.yaml": "http:\n  connections: 3\n  hosts: [a, b]\n"])
    let settings = try folder.load(
      environment: ["SACCADE_HTTP_TIMEOUT": "2s", "SACCADE_CAMERAS_FRONT_SCORE": "0.5", "HOME": "/"],
      flags: ["http.listen=127.0.0.1:9"])
    #expect(settings.value("http.listen") == "127.0.0.1:9 from --set http.listen=127.0.0.1:9")
    #expect(settings.value("http.connections") == "4 from 20-b.yaml:2")
    #expect(settings.value("http.hosts") == "[a, b] from 10-a.yaml:3")
    #expect(settings.value("http.timeout") == "2s from SACCADE_HTTP_TIMEOUT")
    #expect(settings.value("cameras.front.score") == "0.5 from SACCADE_CAMERAS_FRONT_SCORE")
    #expect(settings.value("cameras.front.source") == "a.raw from saccade.yaml:7")
    #expect(settings.value("cameras.front.queue") == "4 from default")
    #expect(settings.httpTimeoutMicroseconds == 2_000_000 && settings.httpHosts == ["a", "b"])
  }

  @Test func aCameraWinsOverWhatHoldsForAll() throws {
    let folder = try SettingsFolder(
      "version: 1\ndefaults:\n  model: m\n  score: 0.4\n  checkpoint:\n    period: 1min\ncameras:\n  a: {source: x}\n"
        + "  b:\n    source: y\n    score: 0.6\n")
    let settings = try folder.load(environment: ["SACCADE_DEFAULTS_SCORE": "0.5"])
    #expect(settings.cameras.map(\.name) == ["a", "b"])
    #expect(settings.cameras.map(\.score) == [0.5, 0.6])
    #expect(settings.cameras.map(\.checkpointPeriodMicroseconds) == [60_000_000, 60_000_000])
  }

  @Test func flagsAloneMakeACamera() throws {
    let sources = SettingsSources(
      environment: [:],
      flags: [
        "cameras.left.eye.source=sim:driving", "cameras.left.eye.model=m", "cameras.left.eye.checkpoint.period=0",
      ])
    let settings = try sources.load()
    #expect(settings.cameras.map(\.name) == ["left.eye"])
    #expect(settings.cameras[0].source == "sim:driving" && settings.cameras[0].checkpointPeriodMicroseconds == 0)
  }

  @Test func wordsMayStandForWholeNumbers() throws {
    let folder = try SettingsFolder("version: 1\n" + Self.camera)
    let plain = try folder.load()
    #expect(plain.inferenceSlots == nil && plain.cameras[0].rateLimit == nil && plain.cameras[0].priority == 5)
    let flags = ["inference.slots=2", "defaults.filters.rate_limit=5000", "cameras.front.priority=9"]
    let settings = try folder.load(flags: flags)
    #expect(settings.inferenceSlots == 2 && settings.cameras[0].rateLimit == 5000 && settings.cameras[0].priority == 9)
    let problems = folder.problems(flags: ["inference.slots=none"])
    #expect(problems.contains { $0.hasSuffix("give auto or a whole number of 1...64") }, "\(problems)")
  }

  @Test func sectionsWithNothingBelowSayNothing() throws {
    let settings = try SettingsFolder("version: 1\nhttp:\ndefaults:\ncameras:\n").load()
    #expect(settings.cameras.isEmpty && settings.httpConnections == 64)
  }

  @Test func camerasCanBeRemovedAndChangedLater() throws {
    let folder = try SettingsFolder("version: 1\n" + Self.camera)
    var sources = SettingsSources(file: folder.file)
    sources.control = [try SettingAssignment(parsing: "cameras.front.score=0.9", origin: .control)]
    #expect(try sources.load().cameras.map(\.score) == [0.9])
    sources.removedCameras = ["front"]
    #expect(try sources.load().cameras.isEmpty)
  }
}
