public import EventFormats
public import Events
public import HDF5Files

/// What stands at a `SourceAddress`, whatever it is: the one way in which pipelines open sources.
public struct CameraSource: RecordedSource {
  /// What other threads may ask of a live source; nil for what is replayed.
  public let control: LiveSourceControl?

  private var source: any RecordedSource

  /// Opens a source; a live one connects when it is first read.
  ///
  /// - Parameters:
  ///   - settings: where it is, and how to treat it.
  ///   - replaysStandardInput: whether standard input counts as a recording rather than as live.
  ///   - hdf5Worker: the command that begins a worker for HDF5: the running program with `hdf5-worker`, unless given.
  ///   - interruption: a request to give up waiting for a recording that comes through a pipe.
  /// - Throws: for recordings as `AnyRecording`; `unsupported` where the address cannot be opened here.
  public init(
    _ settings: LiveSourceSettings, replaysStandardInput: Bool = false,
    hdf5Worker: HDF5WorkerCommand = .thisProgram(arguments: ["hdf5-worker"]), interruption: ReadInterruption? = nil
  ) throws(EventSourceError) {
    let opened = try Self.open(
      settings, replaysStandardInput: replaysStandardInput, hdf5Worker: hdf5Worker, interruption: interruption)
    source = opened.0
    control = opened.1
  }

  private static func open(
    _ settings: LiveSourceSettings, replaysStandardInput: Bool, hdf5Worker: HDF5WorkerCommand,
    interruption: ReadInterruption?
  ) throws(EventSourceError) -> (any RecordedSource, LiveSourceControl?) {
    let path: String
    switch settings.address.kind {
    case .recordings(let recordings): path = recordings
    case .scene(let scene): path = scene
    case .standardInput where replaysStandardInput: path = "-"
    default:
      let live = try LiveSource(settings)
      return (live, live.control)
    }
    let open: (String) throws(EventSourceError) -> any RecordedSource = { path throws(EventSourceError) in
      RecordingBox(
        try AnyRecording(
          path: path, format: settings.format, options: settings.decoding, hdf5Worker: hdf5Worker,
          readByteCount: settings.readByteCount, interruption: interruption))
    }
    let recording: any RecordedSource =
      if FolderSource.isFolder(path) { RecordingBox(try FolderSource(path: path, open: open)) } else { try open(path) }
    guard let damage = settings.address.damage else { return (recording, nil) }
    return (RecordingBox(DamagedRecording(recording, damage, interruption: interruption)), nil)
  }

  /// Whether it comes in the present, rather than being replayed.
  public var isLive: Bool { control != nil }

  /// What is known of the stream.
  public var description: StreamDescription { source.description }

  /// What has been given and skipped so far.
  public var statistics: DecodingStatistics { source.statistics }

  /// How much has been read, 0...1; nil where it has no end.
  public var fractionRead: Double? { source.fractionRead }

  /// What the last `read` tells of time.
  public var timing: SourceTiming? { source.timing }

  /// Replaces the content of a batch with the next events and triggers; false at the end.
  public mutating func read(into batch: inout EventBatch) throws(EventSourceError) -> Bool {
    try source.read(into: &batch)
  }

  /// Goes to the first event of a sensor time or later; `unsupported` for live sources.
  public mutating func seek(toSensorTime time: Int64) throws(EventSourceError) {
    try source.seek(toSensorTime: time)
  }
}
