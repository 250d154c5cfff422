/// One key of the configuration: everything that reading, checking, documents and reloading need to know of it.
public struct SettingKey: Sendable, Equatable {
  /// Where a key stands.
  public enum Scope: Sendable, Equatable {
    /// Once for the whole service.
    case service
    /// Under `cameras.NAME`, and under `defaults` for all cameras that do not say otherwise.
    case camera
  }

  /// The names on the way to it, separated by dots: `http.listen`, or `checkpoint.period` below a camera.
  public let name: String
  /// Where it stands.
  public let scope: Scope
  /// What its values look like.
  public let kind: SettingKind
  /// Its value where nothing is said, as it is written; nil where it then has none.
  public let standard: String?
  /// Whether a camera needs it.
  public let isRequired: Bool
  /// The unit of its values; empty where they have none.
  public let unit: String
  /// What it means, in one or two sentences.
  public let meaning: String
  /// What changing it takes.
  public let reload: ReloadClass

  init(
    _ name: String, _ scope: Scope, _ kind: SettingKind, standard: String? = nil, isRequired: Bool = false,
    unit: String = "", reload: ReloadClass, _ meaning: String
  ) {
    self.name = name
    self.scope = scope
    self.kind = kind
    self.standard = standard
    self.isRequired = isRequired
    self.unit = unit
    self.reload = reload
    self.meaning = meaning
  }
}
