/// One thing that is wrong with a configuration.
public struct SettingsProblem: Sendable, Equatable {
  /// Where it is wrong.
  public var origin: SettingOrigin?
  /// The key, from the root; empty where the problem is none of a key.
  public var key: String
  /// What is wrong.
  public var message: String
  /// What to do about it.
  public var remedy: String

  /// Creates a problem.
  public init(origin: SettingOrigin? = nil, key: String = "", message: String, remedy: String) {
    self.origin = origin
    self.key = key
    self.message = message
    self.remedy = remedy
  }
}

extension SettingsProblem: CustomStringConvertible {
  /// Where, what and the remedy in one line.
  public var description: String {
    let place = [origin?.description, key.isEmpty ? nil : key].compactMap { $0 }
    return (place + ["\(message)", remedy]).joined(separator: ": ")
  }
}

/// A configuration that cannot be used, with everything that is wrong with it.
public struct SettingsError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What is wrong, at least one.
  public var problems: [SettingsProblem]

  /// Creates an error.
  public init(_ problems: [SettingsProblem]) { self.problems = problems }

  /// A line for each problem.
  public var description: String { problems.map(\.description).joined(separator: "\n") }
}
