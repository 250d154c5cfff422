/// A step from one version of the layout of configuration files to the next.
///
/// Whoever renames or replaces a key in a new version adds the step that reads files of the version before.
package struct SettingsMigration: Sendable {
  /// The version of the files that are written now.
  static let currentVersion = 1
  /// The steps that exist; version 1 is the first.
  package static let all: [SettingsMigration] = []

  /// The version of the files that it reads.
  let version: Int
  /// What an assignment of that version means in the next; nil where it means nothing any more.
  let migrate: @Sendable (SettingAssignment) -> SettingAssignment?

  package init(version: Int, migrate: @escaping @Sendable (SettingAssignment) -> SettingAssignment?) {
    self.version = version
    self.migrate = migrate
  }

  /// The steps from a version to the newest.
  static func steps(
    from version: Int, path: String, _ migrations: [SettingsMigration]
  ) throws(SettingsError) -> [SettingsMigration] {
    guard version < currentVersion else {
      guard version == currentVersion else {
        throw SettingsError([
          SettingsProblem(
            origin: .file(path: path, line: 1), key: "version",
            message: "the file has version \(version), newer than \(currentVersion)",
            remedy: "install a newer saccade, or write version: \(currentVersion)")
        ])
      }
      return []
    }
    var steps: [SettingsMigration] = []
    for number in version..<currentVersion {
      guard let step = migrations.first(where: { $0.version == number }) else {
        throw SettingsError([
          SettingsProblem(
            origin: .file(path: path, line: 1), key: "version", message: "there never was a version \(number)",
            remedy: "write version: \(currentVersion)")
        ])
      }
      steps.append(step)
    }
    return steps
  }
}
