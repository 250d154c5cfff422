/// What is said of a key that does not exist.
enum UnknownKey {
  /// The problem, with the key that was probably meant.
  static func problem(path: [String], origin: SettingOrigin) -> SettingsProblem {
    let key = path.joined(separator: ".")
    // The first name that leads nowhere is the misspelt one.
    var known: [String] = []
    for (index, name) in path.enumerated() {
      let isCameraName = index == 1 && path[0] == "cameras"
      let names = SettingKeys.names(below: known)
      guard isCameraName || names.contains(name) else {
        return SettingsProblem(
          origin: origin, key: key, message: "there is no key '\(name)'\(place(known))",
          remedy: remedy(name: name, known: known, names: names))
      }
      known.append(name)
    }
    return SettingsProblem(
      origin: origin, key: key, message: "holds keys and has no value of its own",
      remedy: "write one of \(SettingKeys.names(below: path).joined(separator: ", ")) below it")
  }

  private static func place(_ known: [String]) -> String {
    known.isEmpty ? "" : " below \(known.joined(separator: "."))"
  }

  private static func remedy(name: String, known: [String], names: [String]) -> String {
    if let near = Spelling.suggestion(for: name, among: names) {
      return "did you mean '\((known + [near]).joined(separator: "."))'?"
    }
    // A key at a wrong place.
    if let elsewhere = SettingKeys.all.first(where: { $0.name == name || $0.name.hasSuffix(".\(name)") }) {
      return "did you mean '\(elsewhere.scope == .camera ? "cameras.NAME." : "")\(elsewhere.name)'?"
    }
    return names.isEmpty ? "remove it" : "use one of \(names.sorted().joined(separator: ", "))"
  }
}
