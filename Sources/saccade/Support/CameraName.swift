import EventSources
import Messages

/// Names of cameras where the user gives none.
enum CameraName {
  /// That of a recording from its path; of anything else the address, with what cannot stand in a topic replaced by `_`.
  static func derived(from address: SourceAddress) -> String {
    switch address.kind {
    case .recordings(let path): return derived(fromPath: path)
    case .standardInput: return "stdin"
    case .scene(let scene): return derived(fromPath: scene)
    default: return legal(address.description) ?? "camera"
    }
  }

  /// The last part of a path without its extension, with everything that cannot stand in a topic replaced by `_`.
  static func derived(fromPath path: String) -> String {
    guard path != "-" else { return "stdin" }
    let file = path.split(separator: "/").last.map(String.init) ?? path
    let stem = file.split(separator: ".").first.map(String.init) ?? file
    return legal(stem) ?? "camera"
  }

  private static func legal(_ text: String) -> String? {
    let name = String(text.map { $0.isLetter || $0.isNumber || "-_.".contains($0) ? $0 : "_" }.prefix(64))
    return (try? Topic(.detections, camera: name)) == nil ? nil : name
  }
}
