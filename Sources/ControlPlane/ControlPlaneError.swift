/// Why metrics, health and control cannot be served.
public struct ControlPlaneError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The kind of failure.
  public enum Code: Sendable {
    /// The settings do not allow it.
    case configuration
    /// A socket cannot be had.
    case unavailable
  }

  /// The kind of failure.
  public var code: Code
  /// What failed, where, and what to do.
  public var description: String

  init(_ code: Code, _ description: String) {
    self.code = code
    self.description = description
  }
}
