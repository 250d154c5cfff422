import Glibc

/// Everything that configuration is read from: defaults < file < conf.d < environment < flags < control.
public struct SettingsSources: Sendable {
  /// Where the file is unless another is given.
  public static let usualFile = "/etc/saccade/saccade.yaml"

  /// The file; nil for the usual one where it exists.
  public var file: String?
  /// The environment.
  public var environment: [String: String]
  /// The flags, as `key=value`.
  public var flags: [String]
  /// What was set by `saccade control` since the start.
  public var control: [SettingAssignment] = []
  /// Cameras that were removed by `saccade control` since the start.
  public var removedCameras: Set<String> = []

  /// Creates sources.
  public init(file: String? = nil, environment: [String: String] = [:], flags: [String] = []) {
    self.file = file
    self.environment = environment
    self.flags = flags
  }

  /// Reads everything and checks it.
  ///
  /// - Throws: `SettingsError` with all that is wrong.
  public func load() throws(SettingsError) -> ServiceSettings {
    var assignments: [SettingAssignment] = []
    var problems: [SettingsProblem] = []
    for path in paths {
      do throws(SettingsError) {
        let file = try SettingsFile(path: path)
        assignments += file.assignments
        problems += file.problems
      } catch { problems += error.problems }
    }
    var flagged: [SettingAssignment] = []
    for flag in flags {
      do throws(SettingsError) { flagged.append(try SettingAssignment(parsing: flag, origin: .flag(flag))) } catch {
        problems += error.problems
      }
    }
    let cameras = Set(
      (assignments + flagged + control).compactMap { $0.path.first == "cameras" ? $0.path.dropFirst().first : nil })
    let variables = EnvironmentSettings.assignments(environment, cameras: cameras.sorted())
    problems += variables.problems
    assignments += variables.assignments + flagged + control
    // What no key is named by was refused where it was read.
    assignments.removeAll { SettingKeys.key(at: $0.path) == nil }
    assignments.removeAll { $0.path.first == "cameras" && removedCameras.contains($0.path[1]) }
    let settings = ServiceSettings(assignments: assignments, problems: &problems)
    guard problems.isEmpty else { throw SettingsError(problems) }
    return settings
  }

  /// The files that are read, in order: the file itself, then `conf.d/*.yaml` beside it.
  public var paths: [String] {
    if let file { return [file] + Self.additions(beside: file) }
    let usual = access(Self.usualFile, F_OK) == 0 ? [Self.usualFile] : []
    return usual + (usual.isEmpty ? [] : Self.additions(beside: Self.usualFile))
  }

  private static func additions(beside file: String) -> [String] {
    let parent = file.lastIndex(of: "/").map { String(file[...$0]) } ?? ""
    let folder = parent + "conf.d"
    guard let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name.hasSuffix(".yaml"), !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted().map { "\(folder)/\($0)" }
  }
}
