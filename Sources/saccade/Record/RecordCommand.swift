import ArgumentParser
import EventFormats
import EventSources
import Events
import Pipeline
import Recording

/// `saccade record`: a live source goes into a file.
struct RecordCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "record",
    abstract: "Record a live source into a file.",
    discussion: """
      Writes every event as it comes, until --duration has passed, the source ends, or SIGINT or SIGTERM. The file has its name \
      from the beginning: what was written before a sudden end can be read (HDF5 files, which a library writes, have theirs at \
      the end). A source that is lost is connected to again; where its clock then begins anew, a further file is begun, such as \
      drive.2.raw.

      With --model the network runs beside it, and MCAP files in a folder hold events and detections together. What the disk is \
      too slow for is left out and counted. 'saccade replay SOURCE --record FOLDER/' does the same and publishes, too.

      Examples:
        saccade record tcp://robot:5000 drive.raw
        saccade record udp://*:3333 drive.mcap --geometry 640x480 --duration 10min
        saccade record v4l2:/dev/video0 drive.hdf5
        saccade record zmq://robot:7000 - --to evt3 | zstd > drive.raw.zst
        saccade record tcp://robot:5000 drives/ --model gen1.model --engine adaptive
      """)

  @Argument(help: "The address of the source; see saccade replay.")
  var source: String

  @Argument(help: "The file to write, - for standard output; with --model a folder.")
  var output: String

  @Option(help: "The format of the source (default: found from the content).")
  var format: EventFormat?

  @Option(help: ArgumentHelp("The sensor's size, in place of what the stream says.", valueName: "WIDTHxHEIGHT"))
  var geometry: SensorGeometry?

  @Option(help: ArgumentHelp("The format to write (default: that of the output's extension).", valueName: "format"))
  var to: EventFormat?

  @Option(help: ArgumentHelp("How long to record (default: until stopped).", valueName: "time"))
  var duration: TimeArgument?

  @Option(help: ArgumentHelp("How long the source may send nothing before it counts as stalled.", valueName: "time"))
  var stallTimeout = TimeArgument(microseconds: 5_000_000)

  @Option(help: ArgumentHelp("Run this model, and record its detections, too.", valueName: "file"))
  var model: String?

  @OptionGroup var engine: EngineOptions

  @Flag(help: "Overwrite files that exist.")
  var force = false

  @Flag(help: "Print the summary as JSON; to standard error where the recording goes to standard output.")
  var json = false

  func validate() throws {
    guard stallTimeout.microseconds > 0 else { throw ValidationError("--stall-timeout is 0; give more, such as 5s") }
    if model != nil {
      guard to == nil, duration == nil, !force, output != "-" else {
        throw ValidationError("--to, --duration, --force and standard output are for records without --model")
      }
      return
    }
    guard encoding != nil else {
      throw ValidationError(
        to.map { "\($0.rawValue) cannot be written" }
          ?? "the extension of \(output) names no format; give one with --to")
    }
  }

  func run() throws {
    BrokenPipes.ignore()
    if let model { return try detect(with: model) }
    guard let encoding else { return }
    do {
      var settings = LiveSourceSettings(address: try SourceAddress(source), format: format)
      settings.geometry = geometry
      settings.stallTimeoutNanoseconds = min(stallTimeout.microseconds, .max / 1000) * 1000
      let interruption = ReadInterruption()
      var opened = try CameraSource(settings, replaysStandardInput: true, interruption: interruption)
      let recorder = try EventRecorder(path: output, encoding: encoding, overwrites: force)
      TerminationSignals.block()
      let control = opened.control
      let start = HostClock.monotonicNanoseconds()
      let deadline = duration.map { start + $0.microseconds * 1000 }
      let watch = RecordingWatch(recorder: recorder, control: control, interruption: interruption, deadline: deadline)
      let thread = try DedicatedThread.start(name: "watch") { watch.run() }
      defer {
        watch.end()
        thread.join()
      }
      var batch = EventBatch()
      var readFailure: EventSourceError?
      do {
        while !watch.isStopped, try opened.read(into: &batch) {
          try recorder.write(&batch, description: opened.description)
        }
      } catch let error as EventSourceError {
        readFailure = error
      }
      try recorder.finish()
      let summary = RecordSummary(
        source: source, format: encoding.format.format.rawValue, counts: recorder.counts,
        skipped: opened.statistics, health: control?.health,
        seconds: Double(HostClock.monotonicNanoseconds() - start) / 1e9)
      let text = json ? try JSONText.encode(summary) + "\n" : summary.text
      if output == "-" || !json { Terminal.writeError(text) } else { Terminal.writeOutput(text) }
      if let readFailure { throw CommandFailure(readFailure) }
    } catch let error as EventSourceError {
      throw CommandFailure(opening: error)
    } catch let error as RecordingError {
      throw CommandFailure(error)
    } catch let error as PipelineError {
      throw CommandFailure(error)
    }
  }

  /// Replays the live source into a folder without publishing.
  private func detect(with model: String) throws {
    let folder = output.hasSuffix("/") ? output : output + "/"
    var arguments = [source, "--model", model, "--no-publish", "--record", folder]
    if let format { arguments += ["--format", format.rawValue] }
    if let geometry { arguments += ["--geometry", "\(geometry.width)x\(geometry.height)"] }
    arguments += ["--stall-timeout", "\(stallTimeout.microseconds)us"]
    if json { arguments.append("--json") }
    var replay = try ReplayCommand.parse(arguments)
    replay.engine = engine
    try replay.run()
  }

  private var encoding: RecordingEncoding? {
    to.map { RecordingEncoding.encoding(of: $0) } ?? RecordingEncoding.encoding(ofPath: output)
  }
}
