/// Values by the names of their keys, for typed access.
///
/// The names are those of the table, so that a missing one is a fault of this program.
protocol SettingValues {
  /// The effective settings by the names of their keys.
  var byName: [String: EffectiveSetting] { get }
}

extension SettingValues {
  /// The text of a key; nil where it has none.
  func optionalText(_ name: String) -> String? {
    guard let setting = byName[name] else { preconditionFailure("no key \(name)") }
    guard let value = setting.value else { return nil }
    return "\(value)"
  }

  func text(_ name: String) -> String { optionalText(name) ?? "" }

  func integer(_ name: String) -> Int {
    guard case .integer(let number)? = byName[name]?.value else { preconditionFailure("no whole number \(name)") }
    return number
  }

  /// The number of a key; nil where it has none, or a word stands there.
  func integerUnlessWord(_ name: String) -> Int? {
    guard let setting = byName[name] else { preconditionFailure("no key \(name)") }
    guard case .integer(let number)? = setting.value else { return nil }
    return number
  }

  func number(_ name: String) -> Double {
    guard case .number(let number)? = byName[name]?.value else { preconditionFailure("no number \(name)") }
    return number
  }

  func boolean(_ name: String) -> Bool {
    guard case .boolean(let isTrue)? = byName[name]?.value else { preconditionFailure("no boolean \(name)") }
    return isTrue
  }

  func microseconds(_ name: String) -> Int64 {
    guard case .microseconds(let microseconds)? = byName[name]?.value else { preconditionFailure("no time \(name)") }
    return microseconds
  }

  func list(_ name: String) -> [String] {
    guard case .list(let texts)? = byName[name]?.value else { return [] }
    return texts
  }

  /// The text of a key whose value `none` means that there is none.
  func textUnlessNone(_ name: String) -> String? { optionalText(name).flatMap { $0 == "none" ? nil : $0 } }
}
