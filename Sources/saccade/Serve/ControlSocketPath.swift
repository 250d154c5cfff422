import Glibc

/// Where the control socket is.
enum ControlSocketPath {
  /// The path that settings mean; nil for none, and where the usual folder is somebody else's.
  ///
  /// - Parameters:
  ///   - setting: a path, `auto`, or nil for none.
  ///   - environment: the process's environment.
  static func path(_ setting: String?, environment: [String: String]) -> String? {
    guard setting == "auto" else { return setting }
    if access("/run/saccade", W_OK) == 0 { return "/run/saccade/control.sock" }
    if let folder = environment["XDG_RUNTIME_DIR"], !folder.isEmpty { return "\(folder)/saccade.sock" }
    let folder = "/tmp/saccade-\(getuid())"
    return isPrivate(folder) ? "\(folder)/control.sock" : nil
  }

  /// Whether a folder, made if need be, is this user's alone: in /tmp everybody could have made it before.
  private static func isPrivate(_ folder: String) -> Bool {
    mkdir(folder, 0o700)
    var found = stat()
    guard lstat(folder, &found) == 0 else { return false }
    return found.st_mode & S_IFMT == S_IFDIR && found.st_uid == getuid() && found.st_mode & 0o077 == 0
  }
}
