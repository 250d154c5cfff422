import Settings

/// A setting as the page and programs are told it.
struct ShownSetting: Encodable {
  let name: String
  /// Nil where nothing is said and nothing stands for that.
  let value: String?
  let origin: String

  init(_ setting: EffectiveSetting) {
    name = setting.name
    value = setting.value.map { "\($0)" }
    origin = "\(setting.origin)"
  }
}
