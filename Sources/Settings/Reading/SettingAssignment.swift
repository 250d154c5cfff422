/// A value that somebody has written for a key.
public struct SettingAssignment: Sendable, Equatable {
  /// The names from the root to the key.
  public var path: [String]
  /// What was written.
  public var value: WrittenValue
  /// Where.
  public var origin: SettingOrigin

  /// Creates an assignment.
  public init(path: [String], value: WrittenValue, origin: SettingOrigin) {
    self.path = path
    self.value = value
    self.origin = origin
  }

  /// The names, separated by dots.
  public var name: String { path.joined(separator: ".") }
}
