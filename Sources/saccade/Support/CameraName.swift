import Messages

/// Names of cameras where the user gives none.
enum CameraName {
  /// The last part of a path without its extension, with everything that cannot stand in a topic replaced by `_`.
  static func derived(fromPath path: String) -> String {
    guard path != "-" else { return "stdin" }
    let file = path.split(separator: "/").last.map(String.init) ?? path
    let stem = file.split(separator: ".").first.map(String.init) ?? file
    let name = String(stem.map { $0.isLetter || $0.isNumber || "-_.".contains($0) ? $0 : "_" }.prefix(64))
    return (try? Topic(.detections, camera: name)) == nil ? "camera" : name
  }
}
