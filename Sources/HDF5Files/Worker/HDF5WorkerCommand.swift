/// The command that begins a worker: a program, and the arguments with which it calls `HDF5Worker.run(arguments:)` on those that
/// follow.
public struct HDF5WorkerCommand: Equatable, Sendable {
  /// The program's path.
  public var program: String
  /// The arguments before the worker's own.
  public var arguments: [String]

  /// Creates a command.
  public init(program: String, arguments: [String]) {
    self.program = program
    self.arguments = arguments
  }

  /// The running program itself, called with these arguments.
  public static func thisProgram(arguments: [String]) -> HDF5WorkerCommand {
    HDF5WorkerCommand(program: "/proc/self/exe", arguments: arguments)
  }
}
