import Settings
import TestSupport
import Testing

/// Files of older versions are read as what they meant.
@Suite struct SettingsMigrationTests {
  /// Version 0 of a layout in which `http.listen` was called `web.address`, and `web.colour` existed.
  private static let older = SettingsMigration(version: 0) { assignment in
    var assignment = assignment
    if assignment.path == ["web", "colour"] { return nil }
    if assignment.path == ["web", "address"] { assignment.path = ["http", "listen"] }
    return assignment
  }

  @Test func oldNamesAreReplacedAndKeepTheirPlace() throws {
    let file = try SettingsFile(
      path: "old.yaml", text: "version: 0\nweb:\n  address: 127.0.0.1:5\n  colour: red\n", migrations: [Self.older])
    #expect(file.problems.isEmpty)
    #expect(
      file.assignments == [
        SettingAssignment(
          path: ["http", "listen"], value: .scalar("127.0.0.1:5"), origin: .file(path: "old.yaml", line: 3))
      ])
  }

  @Test func newFilesAreNotMigrated() throws {
    let file = try SettingsFile(path: "new.yaml", text: "version: 1\nweb:\n  address: x\n", migrations: [Self.older])
    #expect(file.problems.map(\.key) == ["web.address"])
  }
}
