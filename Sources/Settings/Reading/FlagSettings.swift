extension SettingAssignment {
  /// Reads `key=value`, as `--set` and `saccade control add` take it.
  ///
  /// - Throws: `SettingsError` where there is no `=`, or no such key.
  public init(parsing text: String, origin: SettingOrigin) throws(SettingsError) {
    guard let sign = text.firstIndex(of: "="), sign > text.startIndex else {
      throw SettingsError([
        SettingsProblem(
          origin: origin, message: "is no key=value", remedy: "write for example http.listen=127.0.0.1:8080")
      ])
    }
    let path = Self.path(String(text[..<sign]))
    guard SettingKeys.key(at: path) != nil else {
      throw SettingsError([UnknownKey.problem(path: path, origin: origin)])
    }
    self.init(path: path, value: .scalar(String(text[text.index(after: sign)...])), origin: origin)
  }

  /// The names in a key; a camera's name may have dots in it.
  private static func path(_ key: String) -> [String] {
    let names = key.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard names.first == "cameras", names.count > 2 else { return names }
    for start in 2..<names.count where SettingKeys.cameraByName[names[start...].joined(separator: ".")] != nil {
      return ["cameras", names[1..<start].joined(separator: ".")] + names[start...]
    }
    return names
  }
}
