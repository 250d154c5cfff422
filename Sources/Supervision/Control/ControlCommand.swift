/// What can be asked of a running service.
public enum ControlCommand: Sendable, Equatable {
  /// Read the configuration again and take it up.
  case reload
  /// Let windows and membrane state of a camera begin anew; of all where nil.
  case reset(camera: String?)
  /// Let a camera end its pipeline until it is resumed; all where nil.
  case pause(camera: String?)
  /// Let a paused camera run again; all where nil.
  case resume(camera: String?)
  /// Add a camera, or set keys of one, until the service ends: `key=value` each.
  case add(camera: String, settings: [String])
  /// Remove a camera until the service ends.
  case remove(camera: String)

  /// Reads a command from the parts of a request.
  ///
  /// - Returns: nil where there is no such command, or it lacks its camera.
  public init?(name: String, camera: String?, settings: [String]) {
    switch (name, camera) {
    case ("reload", nil): self = .reload
    case ("reset", _): self = .reset(camera: camera)
    case ("pause", _): self = .pause(camera: camera)
    case ("resume", _): self = .resume(camera: camera)
    case ("add", let camera?): self = .add(camera: camera, settings: settings)
    case ("remove", let camera?): self = .remove(camera: camera)
    default: return nil
    }
  }

  /// Its name.
  public var name: String {
    switch self {
    case .reload: "reload"
    case .reset: "reset"
    case .pause: "pause"
    case .resume: "resume"
    case .add: "add"
    case .remove: "remove"
    }
  }
}
