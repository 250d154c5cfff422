/// The table of all keys, from which configuration is read, checked, documented and compared.
public enum SettingKeys {
  /// All keys, in the order of the manual.
  public static let all = service + camera

  /// The keys of the service by name.
  static let serviceByName = Dictionary(uniqueKeysWithValues: service.map { ($0.name, $0) })
  /// The keys of a camera by name.
  static let cameraByName = Dictionary(uniqueKeysWithValues: camera.map { ($0.name, $0) })

  /// The key that a path from the root leads to; nil where there is none.
  static func key(at path: [String]) -> SettingKey? {
    switch path.first {
    case "cameras": path.count > 2 ? cameraByName[path.dropFirst(2).joined(separator: ".")] : nil
    case "defaults": cameraByName[path.dropFirst().joined(separator: ".")]
    default: serviceByName[path.joined(separator: ".")]
    }
  }

  /// The names that may follow a path; empty where it leads to a key or nowhere.
  static func names(below path: [String]) -> [String] {
    let keys: [SettingKey]
    let prefix: ArraySlice<String>
    switch path.first {
    case nil:
      return Array(Set(service.compactMap { $0.name.split(separator: ".").first.map(String.init) })) + [
        "cameras", "defaults",
      ]
    case "cameras": (keys, prefix) = (camera, path.dropFirst(2))
    case "defaults": (keys, prefix) = (camera, path.dropFirst())
    default: (keys, prefix) = (service, path[...])
    }
    let names = keys.compactMap { key -> String? in
      let parts = key.name.split(separator: ".").map(String.init)
      return parts.count > prefix.count && parts.starts(with: prefix) ? parts[prefix.count] : nil
    }
    return Array(Set(names)).sorted()
  }
}
