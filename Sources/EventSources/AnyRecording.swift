public import EventFormats
public import Events
public import HDF5Files
import SceneSimulator

/// A recording of any format: the one way in which commands and pipelines open files.
///
/// Formats that are streams of bytes are read by `RecordingFile`, HDF5 by a worker process, SQLite in place; `sim:driving?seed=3`
/// and the like are no files, but scenes that are simulated while they are read.
public struct AnyRecording: RecordedSource, ~Copyable {
  /// The path or address; `-` for standard input.
  public let path: String

  private var source: any RecordedSource

  /// Opens a recording and reads its header.
  ///
  /// - Parameters:
  ///   - path: the file; `-` is standard input.
  ///   - format: its format; found from its content where nil.
  ///   - options: what is known better than by its header.
  ///   - hdf5Worker: the command that begins a worker for HDF5: the running program with `hdf5-worker`, unless given.
  /// - Throws: `missing`, `notAFile`, `unreadable`, or `badData` where the content is no recording that can be read.
  public init(
    path: String, format: EventFormat? = nil, options: DecodingOptions = DecodingOptions(),
    hdf5Worker: HDF5WorkerCommand = .thisProgram(arguments: ["hdf5-worker"])
  ) throws(EventSourceError) {
    try self.init(
      path: path, format: format, options: options, hdf5Worker: hdf5Worker, readByteCount: ByteFile.usualReadByteCount)
  }

  /// Opens a recording that is read in pieces of a chosen size, until it ends or `interruption` is raised.
  package init(
    path: String, format: EventFormat? = nil, options: DecodingOptions = DecodingOptions(),
    hdf5Worker: HDF5WorkerCommand = .thisProgram(arguments: ["hdf5-worker"]), readByteCount: Int,
    interruption: ReadInterruption? = nil
  ) throws(EventSourceError) {
    self.path = path
    if path.hasPrefix(SceneAddress.prefix) || format == .simulation {
      source = RecordingBox(try SimulatedSource(address: path))
      byteCount = nil
      canBeReadAgain = true
      return
    }
    let found = if let format { format } else { try RecordingFile.formatOfRegularFile(path) }
    switch found {
    case .metavisionHDF5, .dsecHDF5, .rvtHDF5:
      source = RecordingBox(try HDF5Source(path: path, worker: hdf5Worker, options: options))
      byteCount = RecordingFile.byteCount(ofRegularFile: path)
    case .rosbag2SQLite:
      source = RecordingBox(try ROSBag2Source(path: path, options: options))
      byteCount = RecordingFile.byteCount(ofRegularFile: path)
    default:
      let file = try RecordingFile(
        path: path, format: found, options: options, readByteCount: readByteCount, interruption: interruption)
      byteCount = file.byteCount
      source = RecordingBox(file)
    }
    canBeReadAgain = byteCount != nil
  }

  /// What the recording's header says.
  public var description: StreamDescription { source.description }

  /// What has been given and what has been skipped since the start, or since the last seek.
  public var statistics: DecodingStatistics { source.statistics }

  /// What the last `read` tells of time.
  public var timing: SourceTiming? { source.timing }

  /// How much has been read, 0...1; nil where the end is not known.
  public var fractionRead: Double? { source.fractionRead }

  /// The file's length in bytes; nil where it has none, as standard input.
  public let byteCount: UInt64?

  /// Whether it can be read more than once.
  public let canBeReadAgain: Bool

  /// Replaces the content of a batch with the next events and triggers, in stream order; false at the end.
  public mutating func read(into batch: inout EventBatch) throws(EventSourceError) -> Bool {
    try source.read(into: &batch)
  }

  /// Goes to the first event of a sensor time or later.
  public mutating func seek(toSensorTime time: Int64) throws(EventSourceError) {
    try source.seek(toSensorTime: time)
  }
}
