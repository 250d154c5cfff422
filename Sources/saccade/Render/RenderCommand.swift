import ArgumentParser
import EventProcessing
import EventSources
import Events
import Pictures

/// `saccade render`: a recording as pictures.
struct RenderCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "render",
    abstract: "Draw a recording as a picture, a sheet of moments, or a film.",
    discussion: """
      A frame shows the events of --window microseconds; pixels are the stronger the more events they had. The output's \
      extension decides: .png is one frame (--at) or a sheet of them (--moments), .gif and .mp4 are films of --fps frames a \
      second, in which sensor time passes at --speed. MP4 needs the program ffmpeg. Times count from the first event; a film leaves out \
      the rest of a gap of more than 2 s.

      Examples:
        saccade render drive_td.dat drive.png --at 12.5
        saccade render drive_td.dat drive.png --moments 12 --theme light
        saccade render drive_td.dat drive.mp4 --start 10 --duration 5 --boxes drive_bbox.npy --classes car,pedestrian
        saccade render drive_td.dat slow.gif --duration 200ms --speed 0.1 --window 5ms
      """)

  @Argument(help: "The recording; - for standard input.")
  var recording: String

  @Argument(help: "The picture or film to write: .png, .gif or .mp4; it is overwritten if it exists.")
  var output: String

  @OptionGroup var options: RecordingOptions

  @Option(help: ArgumentHelp("How long a stretch of sensor time a frame shows.", valueName: "time"))
  var window = TimeArgument(microseconds: 33_000)

  @Option(
    help: ArgumentHelp("For .png: where the frame begins (default: the middle of the recording).", valueName: "time"))
  var at: TimeArgument?

  @Option(help: ArgumentHelp("For .png: this many frames on one sheet, spread over the recording.", valueName: "n"))
  var moments: Int?

  @Option(help: ArgumentHelp("For films and sheets: where to begin.", valueName: "time"))
  var start: TimeArgument?

  @Option(help: ArgumentHelp("For films and sheets: how much to show (default: all).", valueName: "time"))
  var duration: TimeArgument?

  @Option(help: ArgumentHelp("For films: frames a second (default: 20 for .gif, 30 for .mp4).", valueName: "n"))
  var fps: Double?

  @Option(
    help: ArgumentHelp("For films: sensor time divided by film time; 0.1 is ten times slower.", valueName: "factor"))
  var speed = 1.0

  @Option(help: "The colours.")
  var theme = RenderTheme.dark

  @Option(
    help: ArgumentHelp(
      "Pixels of the picture for a pixel of the sensor, such as 2 or 1/2 (default: a handy size).", valueName: "n"))
  var scale: RenderScale?

  @Flag(inversion: .prefixedNo, help: "Write time and event count below each frame.")
  var caption = true

  @Option(help: ArgumentHelp("Draw the boxes of a Prophesee box file.", valueName: "file.npy"))
  var boxes: String?

  @Option(help: ArgumentHelp("How long boxes stay when no later ones come.", valueName: "time"))
  var hold = TimeArgument(microseconds: 100_000)

  @Option(help: ArgumentHelp("Names of the boxes' classes, from number 0 on.", valueName: "name,name"))
  var classes: String = ""

  func validate() throws {
    guard let target = RenderTarget(path: output) else {
      throw ValidationError("\(output) must end with .png, .gif or .mp4")
    }
    guard window.microseconds > 0 else { throw ValidationError("--window is 0; give a time such as 33ms") }
    if let moments, !(1...400).contains(moments) { throw ValidationError("--moments is \(moments); give 1...400") }
    if at != nil, moments != nil { throw ValidationError("--at and --moments exclude each other") }
    if target != .png, at != nil || moments != nil { throw ValidationError("--at and --moments are for .png") }
    if target == .png, moments == nil, start != nil || duration != nil {
      throw ValidationError("--start and --duration are for films and --moments; place a single frame with --at")
    }
    guard speed.isFinite, (1e-6...1e6).contains(speed) else {
      throw ValidationError("--speed is \(speed); give 0.000001...1000000")
    }
    if let fps, !(fps.isFinite && (0.1...target.largestFramesPerSecond).contains(fps)) {
      throw ValidationError("--fps is \(fps); give 0.1...\(Int(target.largestFramesPerSecond)) for .\(target.rawValue)")
    }
    if let duration, duration.microseconds == 0 { throw ValidationError("--duration is 0; give a time such as 5s") }
    if recording == "-", moments != nil {
      throw ValidationError("--moments needs the recording's length beforehand; name a file instead of standard input")
    }
  }

  func run() throws {
    let target = RenderTarget(path: output) ?? .png
    let timeline = try boxes.map { path throws(CommandFailure) in
      try BoxTimeline(path: path, holdMicroseconds: hold.microseconds)
    }
    var rendering = Rendering(command: self, target: target, boxes: timeline)
    var source = try options.open(recording)
    try rendering.run(&source)
    if let failure = rendering.readFailure { throw CommandFailure(failure) }
  }
}
