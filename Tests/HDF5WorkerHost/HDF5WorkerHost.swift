import Glibc
import HDF5Files

/// The worker process of the tests: what `saccade hdf5-worker` is for the daemon.
@main struct HDF5WorkerHost {
  static func main() {
    exit(HDF5Worker.run(arguments: Array(CommandLine.arguments.dropFirst())))
  }
}
