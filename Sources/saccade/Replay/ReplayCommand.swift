import ArgumentParser
import Detections
import EventFormats
import EventProcessing
import EventSources
import Events
import Messages
import Pipeline
import Recording
import SpikingNetwork
import Supervision
import ZeroMQ

/// `saccade replay`: a recording goes in, detections come out of ZeroMQ.
struct ReplayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay",
    abstract: "Run a recording or a live source through a network and publish the detections.",
    discussion: """
      Every window's detections are published on two ZeroMQ endpoints, also when there are none. At the end a summary tells
      what was done and what was lost; SIGINT and SIGTERM end the replay early, with everything in flight published.

      In place of a recording stands a folder of recordings, or a live source: tcp://HOST:PORT, tcp-listen://HOST:PORT,
      unix://PATH, unix-listen://PATH, udp://HOST:PORT, zmq://HOST:PORT, zmq+ipc://PATH, v4l2:/dev/videoN,
      plugin:LIBRARY?KEY=VALUE. A live source is connected to again whenever it is lost; where the network is too slow for it,
      the oldest timesteps are dropped and counted.

      Examples:
        saccade replay drive_td.dat --model model.safetensors
        saccade replay drive_td.dat --model model.safetensors --speed max --no-publish --boxes drive_bbox.npy
        saccade replay drive_td.dat --model model.safetensors --no-publish --boxes drive.mcap --images --boxes drive.csv
        saccade replay drive_td.dat --model model.safetensors --start 10 --duration 2.5 --loop 3 --stride 1
        saccade replay drive_td.dat --model model.safetensors --track --stride 1
        saccade replay drive_td.dat --model model.safetensors --hot-pixels auto --support 5ms --rate-limit 20000000
        saccade replay drive_td.dat --model model.safetensors --publish tcp://*:7000 tcp://*:7001
        saccade replay tcp://robot:5000 --model model.safetensors
        saccade replay udp://*:3333 --model model.safetensors --geometry 640x480
        saccade replay zmq://robot:7000 --model model.safetensors --camera front
        saccade replay drive_td.dat --model model.safetensors --duration 60 --state-out minute.state
        saccade replay drive_td.dat --model model.safetensors --start 60 --state-in minute.state
      """)

  @Argument(help: "The recording, a folder of recordings, - for standard input, or the address of a live source.")
  var recording: String

  @Option(help: ArgumentHelp("The model file.", valueName: "file"))
  var model: String

  @Option(help: "realtime, max, or sensor time divided by host time, such as 0.5 or 2.")
  var speed = ReplaySpeed.factor(1)

  @Option(help: ArgumentHelp("Where to begin, after the first event: 12.5, 300ms, 2min.", valueName: "time"))
  var start = TimeArgument(microseconds: 0)

  @Option(help: ArgumentHelp("How much to replay (default: all).", valueName: "time"))
  var duration: TimeArgument?

  @Option(help: ArgumentHelp("How many times to replay it; 0 for until stopped.", valueName: "n"))
  var loop = 1

  @Option(
    help: ArgumentHelp("Timesteps from one published window to the next, 1...T (default: T).", valueName: "timesteps"))
  var stride: Int?

  @Option(help: "What happens to membrane potentials between windows (default: what the model was trained for).")
  var state: StateMode?

  @Option(help: ArgumentHelp("Publish detections from this score on.", valueName: "0...1"))
  var score: Float = 0.25

  @Option(
    help: ArgumentHelp(
      "Of two boxes of a class that overlap by more than this (intersection over union), keep the better.",
      valueName: "0...1"))
  var overlap: Float = 0.7

  @Flag(help: "Number the boxes: those of one object have the same number from window to window.")
  var track = false

  @OptionGroup(title: "Tracking")
  var tracking: TrackingOptions

  @Option(
    help: ArgumentHelp(
      "The pixels whose events are used; coordinates stay as they are.", valueName: "X,Y,WIDTHxHEIGHT"))
  var roi: RegionOfInterest?

  @OptionGroup(title: "Noise")
  var noise: NoiseOptions

  @Option(help: ArgumentHelp("At the end, write the hot pixels that were found to a file.", valueName: "file"))
  var hotPixelsOut: String?

  @Option(help: ArgumentHelp("The camera's name in topics (default: the file's name).", valueName: "name"))
  var camera: String?

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "The stream endpoint and, if given, the latest endpoint (default: tcp://127.0.0.1:5555 tcp://127.0.0.1:5556).",
      valueName: "endpoint"))
  var publish: [String] = []

  @OptionGroup(title: "Keys")
  var keys: PublishingKeyOptions

  @Flag(help: "Publish nothing.")
  var noPublish = false

  @Option(
    help: ArgumentHelp(
      "Wait until somebody has subscribed to the detections, at most this long; then go on.", valueName: "time"))
  var waitForSubscriber: TimeArgument?

  @Option(
    help: ArgumentHelp(
      "Write all boxes to a file, too: Prophesee's box file (.npy), COCO results (.json), .csv, or .mcap for ROS 2 and "
        + "Foxglove. Can be given several times.", valueName: "file"))
  var boxes: [String] = []

  @Flag(help: "Write the event image of every window into .mcap files of --boxes, too, for Foxglove.")
  var images = false

  @Option(
    help: ArgumentHelp(
      "Record all events that are read, too, in the format that the file's name says; see saccade record. A name that ends "
        + "in / is a folder for MCAP files of events and detections together.", valueName: "file"))
  var record: String?

  @Option(help: ArgumentHelp("The first session's number, for payloads that repeat (default: random).", valueName: "n"))
  var session: UInt64?

  @Option(help: "The format (default: found from the content); needed for live words without a header.")
  var format: EventFormat?

  @Option(
    help: ArgumentHelp("The sensor's size, in place of what the stream says.", valueName: "WIDTHxHEIGHT"))
  var geometry: SensorGeometry?

  @Option(
    help: ArgumentHelp("How long a live source may send nothing before it counts as stalled.", valueName: "time"))
  var stallTimeout = TimeArgument(microseconds: 5_000_000)

  @Option(help: ArgumentHelp("Bytes read from the file at a time; changes no result.", valueName: "bytes"))
  var readSize = 1 << 18

  @OptionGroup var engine: EngineOptions

  @OptionGroup var stateFiles: StateFileOptions

  @Flag(help: "Print the summary as JSON.")
  var json = false

  func validate() throws {
    guard publish.count <= 2 else {
      throw ValidationError("--publish takes one or two endpoints, not \(publish.count)")
    }
    guard !(noPublish && !publish.isEmpty) else {
      throw ValidationError("--publish and --no-publish exclude each other")
    }
    guard loop >= 0 else { throw ValidationError("--loop is \(loop); give 0 or more") }
    for (name, value) in [("--score", score), ("--overlap", overlap)] where !(0...1).contains(value) {
      throw ValidationError("\(name) is \(value); give 0...1")
    }
    guard (1...(1 << 30)).contains(readSize) else {
      throw ValidationError("--read-size is \(readSize); give 1...1073741824")
    }
    if let record, !recordsIntoFolder, RecordingEncoding.encoding(ofPath: record) == nil {
      throw ValidationError("the extension of \(record) names no format that is written")
    }
    if hotPixelsOut != nil, noise.hotPixels != "auto" {
      throw ValidationError("--hot-pixels-out needs --hot-pixels auto")
    }
    guard !images || boxes.contains(where: { (try? DetectionFileFormat(path: $0)) == .mcap }) else {
      throw ValidationError("--images needs --boxes with a file whose name ends in .mcap")
    }
    if !track, let option = tracking.given.first { throw ValidationError("\(option) needs --track") }
    if loop != 1, recording == "-" { throw ValidationError("standard input cannot be replayed more than once") }
    guard (try? SourceAddress(recording))?.isLive == true else { return }
    guard start.microseconds == 0, duration == nil, loop == 1, speed == .factor(1) else {
      throw ValidationError("\(recording) is live: --start, --duration, --loop and --speed are for recordings")
    }
    guard stallTimeout.microseconds > 0 else { throw ValidationError("--stall-timeout is 0; give more, such as 5s") }
  }

  func run() throws {
    let rules = track ? try tracking.rules() : nil
    // Until there is something in flight, signals end the process at once, also while a pipe's writer is waited for.
    TerminationSignals.unblock()
    let network = try engine.load(model: model)
    let membranes = try stateFiles.load(
      outline: network.outline, mode: state ?? network.outline.description.stateMode)
    do {
      let address = try SourceAddress(recording)
      let interruption = ReadInterruption()
      let source = try openSource(address, interruption: interruption)
      let control = source.control
      TerminationSignals.block()
      // Before anybody is waited for, so that a path that cannot be written is found out first.
      let cameraName = camera ?? CameraName.derived(from: address)
      let files = try boxes.map { path throws(PipelineError) in
        try QueuedFrameOutput(
          DetectionFileOutput(path: path, camera: cameraName, recordsImages: images),
          policy: control == nil ? .wait : .dropOldest)
      }
      let publisher = try makePublisher(input: network.outline.description.input)
      if let publisher, let waitForSubscriber {
        try wait(for: publisher, camera: cameraName, atMostMicroseconds: waitForSubscriber.microseconds)
      }
      var outputs: [any FrameOutput] = publisher.map { [$0] } ?? []
      for file in files { outputs.append(file) }
      let firstSession = session ?? UInt64.random(in: 1...UInt64.max)
      let recorder = try makeRecorder()
      var configuration = pipelineConfiguration(
        camera: cameraName, session: firstSession, isLive: control != nil, tracking: rules)
      configuration.recorder = try makeFolderRecorder(camera: cameraName, session: firstSession)
      configuration.filters.region = roi
      configuration.filters.noise = try noise.rules()
      let replay = replayOptions(isLive: control != nil)
      let modelName = CameraName.derived(fromPath: model)
      let pipeline =
        if let recorder {
          try CameraPipeline(
            configuration: configuration, engine: network.makeEngine(), state: membranes,
            source: RecordedCopy(source, recorder: recorder), replay: replay, modelName: modelName, outputs: outputs)
        } else {
          try CameraPipeline(
            configuration: configuration, engine: network.makeEngine(), state: membranes, source: source,
            replay: replay,
            modelName: modelName, outputs: outputs)
        }
      follow(pipeline, interruption: interruption, control: control)
      var failure: PipelineError?
      do throws(PipelineError) { try pipeline.join() } catch { failure = error }
      try recorder?.finish()
      if let hotPixelsOut, let pixels = pipeline.hotPixels {
        try OutputFile.write(Array(HotPixelList.text(pixels).utf8), to: hotPixelsOut)
      }
      try stateFiles.save { () throws(SafetensorsError) in try pipeline.savedState() }
      let summary = ReplaySummary(
        recording: recording, camera: cameraName, session: firstSession, statistics: pipeline.statistics,
        hotPixels: pipeline.hotPixels?.count, health: control?.health,
        recorded: configuration.recorder.map { RecordingStatus($0.status.state, $0.status.counts) })
      Terminal.writeOutput(json ? try JSONText.encode(summary) + "\n" : summary.table())
      if let failure { throw failure }
    } catch let error as PipelineError {
      throw CommandFailure(error)
    } catch let error as EventSourceError {
      throw CommandFailure(opening: error)
    } catch let error as RecordingError {
      throw CommandFailure(error)
    }
  }

  private func makeRecorder() throws(RecordingError) -> EventRecorder? {
    guard let record, let encoding = RecordingEncoding.encoding(ofPath: record) else { return nil }
    return try EventRecorder(path: record, encoding: encoding, overwrites: false)
  }

  /// Whether events and detections go into files of a folder together.
  private var recordsIntoFolder: Bool { record?.hasSuffix("/") == true }

  private func makeFolderRecorder(camera: String, session: UInt64) throws(PipelineError) -> CameraRecorder? {
    guard let record, recordsIntoFolder else { return nil }
    var rules = RecordingRules(folder: String(record.dropLast()), camera: camera, session: session)
    rules.events = .mcap
    return try CameraRecorder(rules)
  }

  private func openSource(
    _ address: SourceAddress, interruption: ReadInterruption
  ) throws(EventSourceError) -> CameraSource {
    var settings = LiveSourceSettings(address: address, format: format)
    settings.geometry = geometry
    settings.readByteCount = readSize
    settings.stallTimeoutNanoseconds = min(stallTimeout.microseconds, .max / 1000) * 1000
    return try CameraSource(settings, replaysStandardInput: true, interruption: interruption)
  }

  private func pipelineConfiguration(
    camera: String, session: UInt64, isLive: Bool, tracking rules: TrackingRules?
  ) -> PipelineConfiguration {
    var configuration = PipelineConfiguration(camera: camera, session: session)
    if isLive { configuration.followLiveSource() }
    configuration.stateMode = state
    configuration.stride = stride
    configuration.scoreThreshold = score
    configuration.overlapThreshold = overlap
    configuration.tracking = rules
    configuration.recordsImages = images
    return configuration
  }

  private func replayOptions(isLive: Bool) -> ReplayOptions {
    var options = ReplayOptions()
    options.range = SensorTimeRange(
      startMicroseconds: start.microseconds, durationMicroseconds: duration?.microseconds)
    options.loops = loop
    options.pace = isLive ? .unpaced : speed.pace
    return options
  }

  private func makePublisher(input: NetworkInput) throws(PipelineError) -> ZeroMQPublisher? {
    guard !noPublish else { return nil }
    let timestepsPerFrame = Double(stride ?? input.timestepsPerWindow)
    let realTimeFactor =
      switch speed {
      case .factor(let factor): factor
      case .max: 1.0
      }
    var settings = ZeroMQPublisherSettings(
      framesPerSecond: 1e6 / (Double(input.timestepMicroseconds) * timestepsPerFrame) * realTimeFactor)
    if let stream = publish.first {
      settings.streamEndpoint = stream
      settings.latestEndpoint = publish.count > 1 ? publish[1] : nil
    }
    return try ZeroMQPublisher(settings, access: keys.access())
  }

  private func wait(for publisher: ZeroMQPublisher, camera: String, atMostMicroseconds: Int64) throws {
    let topic = try Topic(.detections, camera: camera)
    let deadline = HostClock.monotonicNanoseconds() + atMostMicroseconds * 1000
    while !publisher.hasSubscriber(to: topic), HostClock.monotonicNanoseconds() < deadline {
      if TerminationSignals.wait(forMilliseconds: 5) { throw ExitCode(0) }
    }
  }

  /// Shows progress and takes signals until the pipeline has ended.
  private func follow(_ pipeline: CameraPipeline, interruption: ReadInterruption, control: LiveSourceControl?) {
    var progress = ProgressLine()
    var health = control.map { HealthLines($0) }
    while !pipeline.hasEnded {
      if TerminationSignals.wait(forMilliseconds: 100) {
        pipeline.stop()
        interruption.raise()
        control?.stop()
      }
      if let lines = health?.takeNew() {
        progress.clear()
        Terminal.writeError(lines)
      }
      let statistics = pipeline.statistics
      progress.show(
        fraction: loop == 1 ? statistics.inputFraction : nil,
        detail: "\(Format.eventRate(perSecond: statistics.eventsPerSecond))  "
          + "\(Format.count(statistics.windows)) windows  \(Format.count(statistics.detections)) detections  "
          + "latency \(Format.milliseconds(nanoseconds: statistics.latency.p50Nanoseconds))")
    }
    progress.clear()
  }
}
