import Foundation
import Settings
import TestSupport
import Testing

/// The installed file is the manual, and says what the program does.
@Suite struct SettingsManualTests {
  private static let file = PackageFolder.root.appending(path: "Systemd/saccade.yaml")

  @Test func theInstalledFileIsWhatTheProgramPrints() throws {
    let text = try String(contentsOf: Self.file, encoding: .utf8)
    #expect(text == SettingsManual.text(), "write it anew: saccade check --manual > Systemd/saccade.yaml")
  }

  @Test func theInstalledFileSaysWhatHoldsWithoutIt() throws {
    let written = try SettingsSources(file: Self.file.path).load()
    let unwritten = try SettingsFolder("version: 1\n").load()
    #expect(SettingsDifference(from: unwritten, to: written).isEmpty)
    #expect(written.own.filter { $0.origin == .standard }.allSatisfy { $0.key.standard == nil })
  }

  @Test func everyKeyHasItsMeaningAndReloadClass() throws {
    let lines = SettingsManual.text().split(separator: "\n").map(String.init)
    for key in SettingKeys.all {
      let name = key.name.split(separator: ".").last.map(String.init) ?? ""
      let start = try #require(
        lines.firstIndex { $0.drop { " #".contains($0) }.hasPrefix(key.meaning.prefix(40)) }, "\(key.name)")
      let rest = lines[start...].prefix(6).joined(separator: " ")
      #expect(rest.contains("\(name):") && rest.contains(key.reload.rawValue), "\(key.name)")
    }
  }

  /// Every standard is a legal value, and each camera's key can be used as the manual shows it.
  @Test func theCommentedCameraIsLegal() throws {
    var text = "version: 1\ncameras:\n"
    var isCamera = false
    for line in SettingsManual.text().split(separator: "\n") {
      if line.hasPrefix("#  front:") { isCamera = true }
      guard isCamera else { continue }
      let uncommented = line.dropFirst()
      if uncommented.hasSuffix("source:") || uncommented.hasSuffix("model:") {
        text += uncommented + " x\n"
      } else if !(uncommented.hasSuffix(":") && ["geometry", "stride"].contains { uncommented.contains($0) }),
        !["stream:", "latest:", "publish:"].contains(where: { uncommented.hasSuffix($0) })
      {
        text += uncommented + "\n"
      }
    }
    let settings = try SettingsFolder(text).load()
    let plain = try SettingsFolder("version: 1\ncameras: {front: {source: x, model: x}}\n").load()
    #expect(settings.cameras.count == 1 && SettingsDifference(from: plain, to: settings).isEmpty)
  }
}
