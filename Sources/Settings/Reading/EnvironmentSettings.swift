/// Environment variables as assignments: `SACCADE_HTTP_LISTEN` is `http.listen`, `SACCADE_CAMERAS_FRONT_SCORE` is
/// `cameras.front.score`.
enum EnvironmentSettings {
  static let prefix = "SACCADE_"
  /// Variables of the same prefix that are no settings.
  private static let others: Set<String> = ["SACCADE_KERNELS"]

  /// Reads the variables.
  ///
  /// - Parameters:
  ///   - environment: all variables of the process.
  ///   - cameras: the names that files and flags use; a variable can set a key of these only.
  static func assignments(
    _ environment: [String: String], cameras: [String]
  ) -> (assignments: [SettingAssignment], problems: [SettingsProblem]) {
    var assignments: [SettingAssignment] = []
    var problems: [SettingsProblem] = []
    var paths: [String: [String]] = [:]
    for key in SettingKeys.service { paths[name(key.name)] = key.name.split(separator: ".").map(String.init) }
    for key in SettingKeys.camera {
      let names = key.name.split(separator: ".").map(String.init)
      paths[name("defaults.\(key.name)")] = ["defaults"] + names
      for camera in cameras { paths[name("cameras.\(camera).\(key.name)")] = ["cameras", camera] + names }
    }
    for (variable, text) in environment.sorted(by: { $0.key < $1.key })
    where variable.hasPrefix(prefix) && !others.contains(variable) {
      let origin = SettingOrigin.environment(variable: variable)
      if let path = paths[variable] {
        assignments.append(SettingAssignment(path: path, value: .scalar(text), origin: origin))
      } else {
        let near = Spelling.suggestion(for: variable, among: Array(paths.keys))
        problems.append(
          SettingsProblem(
            origin: origin, message: "this environment variable sets no key",
            remedy: near.map { "did you mean \($0)?" } ?? "unset it; a camera's keys can be set once a file names it"))
      }
    }
    return (assignments, problems)
  }

  private static func name(_ key: String) -> String {
    prefix + String(key.uppercased().map { $0.isLetter || $0.isNumber ? $0 : "_" })
  }
}
