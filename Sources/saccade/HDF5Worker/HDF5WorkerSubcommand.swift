import ArgumentParser
import Glibc
import HDF5Files

/// `saccade hdf5-worker`: the process that touches an HDF5 file, started by those that read it.
struct HDF5WorkerSubcommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hdf5-worker",
    abstract: "Read an HDF5 file for another saccade process, which must be the parent.",
    shouldDisplay: false)

  @Argument(parsing: .captureForPassthrough)
  var arguments: [String] = []

  func run() throws {
    Glibc.exit(HDF5Worker.run(arguments: arguments))
  }
}
