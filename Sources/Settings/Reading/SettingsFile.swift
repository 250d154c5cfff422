import Glibc
import Yams

/// A YAML file as assignments.
package struct SettingsFile {
  /// Larger files are no configuration.
  static let maximumBytes = 1 << 20
  private static let maximumAssignments = 10_000

  let path: String
  package private(set) var assignments: [SettingAssignment] = []
  /// The version that the file says it has; nil where it says none.
  private(set) var version: Int?
  package private(set) var problems: [SettingsProblem] = []

  /// Reads and takes apart a file.
  init(path: String) throws(SettingsError) {
    try self.init(path: path, text: Self.read(path))
  }

  /// Takes apart a file's text.
  package init(path: String, text: String, migrations: [SettingsMigration] = SettingsMigration.all)
    throws(SettingsError)
  {
    self.path = path
    let root: Node?
    do { root = try Yams.compose(yaml: text) } catch {
      throw SettingsError([Self.problem(error, path: path)])
    }
    guard let root, !Self.isEmpty(root) else { return }
    guard case .mapping(let mapping) = root else {
      throw SettingsError([
        SettingsProblem(
          origin: .file(path: path, line: root.mark?.line ?? 1), message: "the file is no mapping of keys to values",
          remedy: "write lines such as 'version: 1'")
      ])
    }
    if case .scalar(let scalar)? = mapping["version"] { version = Int(scalar.string) }
    let steps = try SettingsMigration.steps(from: version ?? SettingsMigration.currentVersion, path: path, migrations)
    take(mapping, below: [])
    for step in steps { assignments = assignments.compactMap(step.migrate) }
    if !steps.isEmpty { assignments.removeAll { $0.path == ["version"] } }
    for assignment in assignments where SettingKeys.key(at: assignment.path) == nil { refuse(assignment) }
  }

  /// Walks a mapping; what no key is named by is refused after old names were replaced.
  private mutating func take(_ mapping: Node.Mapping, below path: [String]) {
    for (name, node) in mapping {
      guard assignments.count < Self.maximumAssignments else { return }
      let origin = SettingOrigin.file(path: self.path, line: name.mark?.line ?? node.mark?.line ?? 1)
      guard case .scalar(let scalar) = name else {
        problems.append(
          SettingsProblem(
            origin: origin, key: path.joined(separator: "."), message: "a key is no text", remedy: "write 'name: value'"
          ))
        continue
      }
      let inner = path + [scalar.string]
      switch node {
      case .mapping(let mapping): take(mapping, below: inner)
      case .scalar(let scalar):
        // 'cameras:' and 'http:' with nothing below say nothing.
        if Self.isEmpty(node), SettingKeys.key(at: inner) == nil, !SettingKeys.names(below: inner).isEmpty { continue }
        assignments.append(SettingAssignment(path: inner, value: .scalar(scalar.string), origin: origin))
      case .sequence(let sequence):
        let texts = sequence.compactMap { $0.scalar?.string }
        guard texts.count == sequence.count else {
          problems.append(
            SettingsProblem(
              origin: origin, key: inner.joined(separator: "."), message: "the list holds more than single values",
              remedy: "write [a, b]"))
          continue
        }
        assignments.append(SettingAssignment(path: inner, value: .list(texts), origin: origin))
      case .alias: continue
      }
    }
  }

  private mutating func refuse(_ assignment: SettingAssignment) {
    problems.append(UnknownKey.problem(path: assignment.path, origin: assignment.origin))
  }

  private static func isEmpty(_ node: Node) -> Bool {
    guard case .scalar(let scalar) = node, scalar.style == .plain || scalar.style == .any else { return false }
    return scalar.string.isEmpty || scalar.string == "null" || scalar.string == "~"
  }

  private static func read(_ path: String) throws(SettingsError) -> String {
    guard let file = fopen(path, "re") else {
      let reason = String(cString: strerror(errno))
      throw SettingsError([
        SettingsProblem(message: "\(path): cannot open: \(reason)", remedy: "give the path of a file with --config")
      ])
    }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: maximumBytes + 1)
    let count = fread(&bytes, 1, bytes.count, file)
    guard ferror(file) == 0, count <= maximumBytes else {
      throw SettingsError([
        SettingsProblem(message: "\(path): cannot be read, or has more than 1 MiB", remedy: "give a configuration file")
      ])
    }
    guard let text = String(validating: bytes[..<count], as: UTF8.self) else {
      throw SettingsError([SettingsProblem(message: "\(path): is not UTF-8", remedy: "save it as UTF-8")])
    }
    return text
  }

  private static func problem(_ error: any Error, path: String) -> SettingsProblem {
    let remedy = "mend the YAML there; indent with spaces"
    switch error as? YamlError {
    case .scanner(let context, let problem, let mark, _)?, .parser(let context, let problem, let mark, _)?,
      .composer(let context, let problem, let mark, _)?:
      let message = [context?.text, problem].compactMap { $0 }.joined(separator: ", ")
      return SettingsProblem(origin: .file(path: path, line: mark.line), message: message, remedy: remedy)
    case .duplicatedKeysInMapping(let duplicates, let context)?:
      return SettingsProblem(
        origin: .file(path: path, line: context.mark.line), key: duplicates.joined(separator: ", "),
        message: "is written twice in the mapping that begins here", remedy: "keep one")
    case .reader(let problem, let offset, _, _)?:
      return SettingsProblem(message: "\(path): \(problem) at character \(offset ?? 0)", remedy: "remove it")
    default: return SettingsProblem(message: "\(path): \(error)", remedy: remedy)
    }
  }
}
