import Pipeline

/// How the service and its cameras are, for programs and people.
public struct ServiceStatus: Sendable, Codable, Equatable {
  /// The version of the program.
  public var version: String
  /// `starting`, `running`, `reloading` or `stopping`.
  public var state: String
  /// The number of the process.
  public var process: Int32
  /// Seconds since the start.
  public var uptimeSeconds: Double
  /// The files that the configuration was read from.
  public var files: [String]
  /// Endpoints that the cameras share, as they are bound.
  public var endpoints: [String: String]
  /// The cameras, in the order of their names.
  public var cameras: [CameraStatus]

  private enum CodingKeys: String, CodingKey {
    case version, state, process, files, endpoints, cameras
    case uptimeSeconds = "uptime_seconds"
  }
}
