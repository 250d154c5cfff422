public import Pipeline
public import Telemetry

/// What all cameras of a service have in common.
public struct CameraSurroundings: Sendable {
  /// Where networks come from.
  public var networks: any NetworkProvider
  /// The endpoints that cameras without their own share; nil where there are none.
  public var publisher: ZeroMQPublisher?
  /// Who may subscribe, on cameras' own endpoints, too; nil for anybody.
  public var access: ClientAccess?
  /// How long messages on their way may delay the end of a camera's own endpoints.
  public var lingerMilliseconds: Int
  /// Where cameras wait to compute; nil where they need not.
  public var turnstile: InferenceTurnstile?
  /// Where membrane potentials are kept; nil for nowhere.
  public var checkpoints: CheckpointFolder?
  /// Where is told what happens.
  public var log: StructuredLog

  /// Creates surroundings.
  public init(
    networks: any NetworkProvider, publisher: ZeroMQPublisher?, access: ClientAccess? = nil,
    turnstile: InferenceTurnstile? = nil, lingerMilliseconds: Int, checkpoints: CheckpointFolder?, log: StructuredLog
  ) {
    self.networks = networks
    self.publisher = publisher
    self.access = access
    self.turnstile = turnstile
    self.lingerMilliseconds = lingerMilliseconds
    self.checkpoints = checkpoints
    self.log = log
  }
}
