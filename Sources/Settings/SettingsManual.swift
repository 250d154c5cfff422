/// The configuration file that is the manual: every key with its meaning, values, default and reload class.
public enum SettingsManual {
  /// Its text.
  public static func text() -> String {
    var lines = header
    lines += section(SettingKeys.service, indentation: 0, commented: false)
    lines += [
      "", "# What holds for every camera that does not say otherwise: any of the keys below.",
      "defaults:", "",
      "# The cameras by name: letters, digits, '-', '_' and '.'. The keys of each:",
      "cameras:", "#  front:",
    ]
    lines += section(SettingKeys.camera, indentation: 4, commented: true)
    return lines.joined(separator: "\n") + "\n"
  }

  private static let header = [
    "# The configuration of saccade serve. Every key is here with what holds where it is left out.",
    "#",
    "# Later sources win over earlier ones: this file; conf.d/*.yaml beside it, in the order of their names; environment",
    "# variables (http.listen is SACCADE_HTTP_LISTEN, cameras.front.score is SACCADE_CAMERAS_FRONT_SCORE); --set KEY=VALUE.",
    "# 'saccade check' says what holds in the end, and where each value comes from.",
    "#",
    "# Changes are taken up by 'saccade control reload' or SIGHUP. What that takes stands at each key:",
    "#   live      nothing is disturbed",
    "#   pipeline  the camera begins anew, the others go on",
    "#   restart   refused: start the service again",
  ]

  private static func section(_ keys: [SettingKey], indentation: Int, commented: Bool) -> [String] {
    var lines: [String] = []
    var open: [String] = []
    for key in keys {
      let names = key.name.split(separator: ".").map(String.init)
      let parents = Array(names.dropLast())
      let indent = String(repeating: " ", count: indentation + 2 * parents.count)
      if !commented { lines.append("") }
      if parents != open {
        for (depth, parent) in parents.enumerated() where depth >= open.count || open[depth] != parent {
          lines.append(
            (commented ? "#" : "") + String(repeating: " ", count: indentation + 2 * depth) + parent + ":")
        }
        open = parents
      }
      let mark = commented ? "#" : ""
      for line in explanation(key) { lines.append("\(mark)\(indent)# \(line)") }
      if let standard = key.standard {
        lines.append("\(mark)\(indent)\(names[names.count - 1]): \(standard)")
      } else {
        lines.append("#\(indent)\(names[names.count - 1]):")
      }
    }
    return lines
  }

  private static func explanation(_ key: SettingKey) -> [String] {
    var facts = ["\(key.kind)"]
    if !key.unit.isEmpty, key.unit != "time" { facts.append("unit: \(key.unit)") }
    if key.isRequired { facts.append("needed") } else if key.standard == nil { facts.append("default: none") }
    facts.append(key.reload.rawValue)
    return wrapped(key.meaning) + wrapped("[\(facts.joined(separator: "; "))]")
  }

  private static func wrapped(_ text: String) -> [String] {
    var lines = [""]
    for word in text.split(separator: " ") {
      let line = lines[lines.count - 1]
      if line.count + word.count + 1 > 110 {
        lines.append(String(word))
      } else {
        lines[lines.count - 1] = line.isEmpty ? String(word) : "\(line) \(word)"
      }
    }
    return lines
  }
}
