/// What has to be done to go from one configuration to another, camera by camera.
public struct SettingsDifference: Sendable, Equatable {
  /// What becomes of a camera.
  public enum Change: Sendable, Equatable {
    /// It is new.
    case added
    /// It is gone.
    case removed
    /// Some of its settings have other values.
    case changed(keys: [String], reload: ReloadClass)
  }

  /// Settings of the service that have other values.
  public var service: [EffectiveSetting]
  /// Cameras that are not as they were, by name.
  public var cameras: [String: Change]

  /// Compares two configurations.
  public init(from old: ServiceSettings, to new: ServiceSettings) {
    service = new.own.filter { $0.value != old.byName[$0.key.name]?.value }
    cameras = [:]
    let before = Dictionary(uniqueKeysWithValues: old.cameras.map { ($0.name, $0) })
    let after = Dictionary(uniqueKeysWithValues: new.cameras.map { ($0.name, $0) })
    for name in Set(before.keys).union(after.keys) {
      switch (before[name], after[name]) {
      case (nil, _?): cameras[name] = .added
      case (_?, nil): cameras[name] = .removed
      case (let before?, let after?):
        let changed = after.differences(from: before)
        guard let reload = changed.map(\.key.reload).max() else { continue }
        cameras[name] = .changed(keys: changed.map(\.key.name), reload: reload)
      case (nil, nil): continue
      }
    }
  }

  /// Settings that cannot be changed while the service runs.
  public var refused: [EffectiveSetting] { service.filter { $0.key.reload == .restart } }

  /// Whether there is nothing to do.
  public var isEmpty: Bool { service.isEmpty && cameras.isEmpty }
}
