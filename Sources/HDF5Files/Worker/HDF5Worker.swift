import EventFormats
import Events

/// The side of HDF5 reading that touches the file: a process of its own, with limits, that writes what it reads to a pipe.
///
/// An executable offers it as a hidden command, and `HDF5Recording` starts that command.
public enum HDF5Worker {
  /// Runs the worker as its command line says: `PATH [--group GROUP]`; the pipe is standard output.
  ///
  /// - Returns: the status to exit with: 0, 64 for a wrong command line, 65 for a file that cannot be read, 74 where nobody
  ///   reads the pipe.
  public static func run(arguments: [String]) -> Int32 {
    guard let path = arguments.first, arguments.count == 1 || arguments.count == 3 && arguments[1] == "--group" else {
      return 64
    }
    return run(path: path, options: HDF5ReadOptions(group: arguments.count == 3 ? arguments[2] : nil), output: 1)
  }

  /// Limits this process, reads a file and writes frames to a descriptor.
  public static func run(path: String, options: HDF5ReadOptions, output: Int32) -> Int32 {
    let limits = WorkerLimits()
    let writer = WorkerFrameWriter(descriptor: output)
    do throws(EventFormatError) {
      let reader = try HDF5EventReader(path: path, options: options)
      limits.allowChunks(of: reader.chunkMemory)
      guard writer.write(.description, reader.description.workerMessage) else { return 74 }
      var batch = EventBatch(capacity: ECF.maximumEventCount + 1)
      var hasMore = true
      while hasMore {
        batch.removeAll()
        hasMore = reader.read(into: &batch)
        limits.restartClock()
        guard writer.write(batch.events), writer.write(batch.triggers),
          writer.write(.statistics, reader.statistics.workerMessage)
        else { return 74 }
      }
      if let problem = reader.firstProblem, reader.statistics.events == 0 {
        throw EventFormatError(.damaged, "no event can be read: \(problem)", at: 0)
      }
      return writer.write(.end, []) ? 0 : 74
    } catch {
      return writer.write(.failure, error.workerMessage) ? 65 : 74
    }
  }
}
