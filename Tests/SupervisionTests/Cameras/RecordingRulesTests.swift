import Pipeline
import Settings
import Supervision
import TestSupport
import Testing

/// What the settings of a camera say of recording.
@Suite struct RecordingRulesTests {
  private static func rules(_ record: String) throws -> RecordingRules? {
    let folder = try TemporaryFolder()
    try folder.write(
      "cameras:\n  front: {source: a.raw, model: m, record: {\(record)}}\n".utf8, to: "saccade.yaml")
    let settings = try SettingsSources(file: folder.path("saccade.yaml")).load()
    return RecordingRules(settings.cameras[0], session: 7)
  }

  @Test func withoutAFolderNothingIsRecorded() throws {
    #expect(try Self.rules("events: raw") == nil && Self.rules("folder: none") == nil)
  }

  @Test func aFolderAloneRecordsAllDetectionsForEver() throws {
    let rules = try #require(try Self.rules("folder: /var/lib/saccade/recordings"))
    #expect(rules.folder == "/var/lib/saccade/recordings" && rules.camera == "front" && rules.session == 7)
    #expect(rules.recordsDetections && rules.events == .none && rules.margins == nil)
    #expect(rules.keptBytes == nil && rules.keptMicroseconds == nil)
    #expect(rules.fileBytes == 1 << 30 && rules.fileMicroseconds == 600_000_000)
    #expect(rules.reserveBytes == 512 << 20 && rules.memoryBytes == 64 << 20)
  }

  @Test func everyKeyIsTakenUp() throws {
    let rules = try #require(
      try Self.rules(
        "folder: r, detections: none, events: mcap, when: detections, before: 3s, after: 500ms, memory: 2, file_size: 5, "
          + "file_duration: 1min, keep_size: 100, keep_age: 48h, reserve: 0"))
    var expected = RecordingRules(folder: "r", camera: "front", session: 7)
    expected.recordsDetections = false
    expected.events = .mcap
    expected.margins = .init(before: 3_000_000, after: 500_000)
    expected.memoryBytes = 2 << 20
    expected.fileBytes = 5 << 20
    expected.fileMicroseconds = 60_000_000
    expected.keptBytes = 100 << 20
    expected.keptMicroseconds = 172_800_000_000
    expected.reserveBytes = 0
    #expect(rules == expected)
  }
}
