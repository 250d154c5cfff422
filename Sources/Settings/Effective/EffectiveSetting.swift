/// The value that a key has in the end.
public struct EffectiveSetting: Sendable, Equatable {
  /// The key from the root, for example `cameras.front.score`.
  public let name: String
  /// What is known of the key.
  public let key: SettingKey
  /// The value; nil where nothing is said and nothing stands for that.
  public let value: SettingValue?
  /// Where the value comes from.
  public let origin: SettingOrigin

  /// Works out a key's value: the last legal assignment, or what stands for nothing being said.
  static func resolve(
    _ key: SettingKey, name: String, assignments: [SettingAssignment], problems: inout [SettingsProblem]
  ) -> EffectiveSetting {
    for assignment in assignments.reversed() {
      guard let value = SettingValue(assignment.value, kind: key.kind) else {
        let written =
          switch assignment.value {
          case .scalar(let text): text.isEmpty ? "is empty" : "'\(text)' is not legal"
          case .list(let texts): "the list [\(texts.joined(separator: ", "))] is not legal"
          }
        problems.append(
          SettingsProblem(origin: assignment.origin, key: assignment.name, message: written, remedy: "give \(key.kind)")
        )
        break
      }
      return EffectiveSetting(name: name, key: key, value: value, origin: assignment.origin)
    }
    let standard = key.standard.flatMap { SettingValue(.scalar($0), kind: key.kind) }
    return EffectiveSetting(name: name, key: key, value: standard, origin: .standard)
  }
}
