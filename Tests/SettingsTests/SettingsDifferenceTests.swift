import Settings
import TestSupport
import Testing

/// What changing a configuration takes, camera by camera.
@Suite struct SettingsDifferenceTests {
  private static func settings(_ text: String) throws -> ServiceSettings {
    try SettingsFolder("version: 1\n" + text).load()
  }

  @Test func camerasAreComparedOneByOne() throws {
    let old = try Self.settings(
      "defaults: {model: m}\ncameras:\n  a: {source: x}\n  b: {source: x}\n  c: {source: x}\n  d: {source: x}\n")
    let new = try Self.settings(
      "cameras:\n  a: {model: m, source: x}\n  b: {model: m, source: x, score: 0.5, restart: {maximum: 1min}}\n"
        + "  c: {model: m, source: x, checkpoint: {period: 1s}}\n  e: {model: m, source: x}\n")
    let difference = SettingsDifference(from: old, to: new)
    // Where a value comes from makes no difference.
    #expect(difference.cameras["a"] == nil)
    #expect(difference.cameras["b"] == .changed(keys: ["score", "restart.maximum"], reload: .pipeline))
    #expect(difference.cameras["c"] == .changed(keys: ["checkpoint.period"], reload: .live))
    #expect(difference.cameras["d"] == .removed && difference.cameras["e"] == .added)
    #expect(difference.refused.isEmpty && difference.service.isEmpty)
  }

  @Test func whatNeedsANewStartIsRefused() throws {
    let difference = SettingsDifference(
      from: try Self.settings(""), to: try Self.settings("log: {level: debug}\nhttp: {listen: 127.0.0.1:1}\n"))
    #expect(difference.service.map(\.name) == ["log.level", "http.listen"])
    #expect(difference.refused.map(\.name) == ["http.listen"])
  }

  @Test func theSameConfigurationHasNoDifference() throws {
    let text = "cameras:\n  a: {source: x, model: m}\n"
    #expect(SettingsDifference(from: try Self.settings(text), to: try Self.settings(text)).isEmpty)
  }
}
