/// What came of a command.
public struct ControlResult: Sendable, Equatable, Codable {
  /// Whether everything that was asked for was done.
  public var isDone: Bool
  /// What came of it, for people.
  public var message: String
  /// What was done to each camera, or what it is doing now.
  public var cameras: [String: String]
  /// What is wrong where nothing was done.
  public var problems: [String]

  /// Creates a result.
  public init(isDone: Bool, message: String, cameras: [String: String] = [:], problems: [String] = []) {
    self.isDone = isDone
    self.message = message
    self.cameras = cameras
    self.problems = problems
  }

  private enum CodingKeys: String, CodingKey {
    case isDone = "ok"
    case message, cameras, problems
  }
}
