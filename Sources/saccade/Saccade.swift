import ArgumentParser
import Glibc
import Pipeline

/// The command `saccade`.
@main struct Saccade: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "saccade",
    abstract: "Object detection on event-camera streams with a spiking neural network.",
    version: SaccadeVersion.current,
    subcommands: [
      ServeCommand.self, CheckCommand.self, ControlCommandLine.self,
      ReplayCommand.self, WatchCommand.self, RecordCommand.self, InspectCommand.self, ConvertCommand.self,
      RenderCommand.self,
      SimulateCommand.self, DetectCommand.self, TrackCommand.self, EvaluateCommand.self, NetworkCommand.self,
      BenchmarkCommand.self, KeysCommand.self,
      HDF5WorkerSubcommand.self,
    ])

  /// Runs the command line; failures end as one message on standard error and the status of `ExitStatus`.
  static func main() {
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch let failure as CommandFailure {
      Terminal.writeError("saccade: \(failure.message)\n")
      Glibc.exit(failure.status.rawValue)
    } catch {
      exit(withError: error)
    }
  }
}
