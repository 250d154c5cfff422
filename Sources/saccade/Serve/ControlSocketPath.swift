import Glibc

/// Where the control socket is.
enum ControlSocketPath {
  /// The path that settings mean; nil for none.
  ///
  /// - Parameters:
  ///   - setting: a path, `auto`, or nil for none.
  ///   - environment: the process's environment.
  static func path(_ setting: String?, environment: [String: String]) -> String? {
    guard setting == "auto" else { return setting }
    if access("/run/saccade", W_OK) == 0 { return "/run/saccade/control.sock" }
    return environment["XDG_RUNTIME_DIR"].map { "\($0)/saccade.sock" }
  }
}
