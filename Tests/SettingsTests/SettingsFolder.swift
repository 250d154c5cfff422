import Foundation
import Settings
import TestSupport

/// A folder with configuration files, and what is read from them.
struct SettingsFolder {
  let folder: TemporaryFolder

  init(_ text: String, additions: [String: String] = [:]) throws {
    folder = try TemporaryFolder()
    try folder.write(text.utf8, to: "saccade.yaml")
    if !additions.isEmpty {
      try FileManager.default.createDirectory(
        at: folder.url.appending(path: "conf.d"), withIntermediateDirectories: true)
    }
    for (name, text) in additions { try folder.write(text.utf8, to: "conf.d/\(name)") }
  }

  var file: String { folder.path("saccade.yaml") }

  func load(environment: [String: String] = [:], flags: [String] = []) throws(SettingsError) -> ServiceSettings {
    try SettingsSources(file: file, environment: environment, flags: flags).load()
  }

  /// The problems of a configuration that cannot be used, without the folder's path.
  func problems(environment: [String: String] = [:], flags: [String] = []) -> [String] {
    do throws(SettingsError) {
      _ = try load(environment: environment, flags: flags)
      return []
    } catch {
      return error.problems.map { $0.description.replacingOccurrences(of: folder.url.path + "/", with: "") }
    }
  }
}

extension ServiceSettings {
  /// The value of a key and where it comes from, without folders.
  func value(_ name: String) -> String? {
    guard let setting = all.first(where: { $0.name == name }) else { return nil }
    let origin = setting.origin.description.split(separator: "/").last.map(String.init) ?? ""
    return "\(setting.value?.description ?? "-") from \(origin)"
  }
}
