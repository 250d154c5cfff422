/// Where a value comes from; later ones win over earlier ones.
public enum SettingOrigin: Sendable, Equatable, Hashable {
  /// Nothing was said.
  case standard
  /// A file, and the line counted from 1.
  case file(path: String, line: Int)
  /// An environment variable.
  case environment(variable: String)
  /// A flag on the command line.
  case flag(String)
  /// `saccade control` while the service ran.
  case control
}

extension SettingOrigin: CustomStringConvertible {
  /// As messages name it.
  public var description: String {
    switch self {
    case .standard: "default"
    case .file(let path, let line): "\(path):\(line)"
    case .environment(let variable): variable
    case .flag(let text): "--set \(text)"
    case .control: "saccade control"
    }
  }
}
