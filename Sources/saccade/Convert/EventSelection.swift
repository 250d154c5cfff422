import ArgumentParser
import EventProcessing
import Pipeline

/// Options that select and change events.
struct EventSelection: ParsableArguments {
  @Option(help: ArgumentHelp("Where to begin, after the first event: 12.5, 300ms, 2min.", valueName: "time"))
  var start: TimeArgument?

  @Option(help: ArgumentHelp("How much to take (default: all).", valueName: "time"))
  var duration: TimeArgument?

  @Option(help: ArgumentHelp("The pixels to take.", valueName: "X,Y,WIDTHxHEIGHT"))
  var roi: RegionOfInterest?

  @Flag(help: "With --roi: leave coordinates as they are; otherwise they count from the region's corner.")
  var keepCoordinates = false

  @OptionGroup(title: "Noise")
  var noise: NoiseOptions

  @Option(help: "The polarities to take.")
  var polarity = PolaritySelection.both

  @Option(help: "The axes along which coordinates are mirrored.")
  var flip = MirrorAxes.none

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("What is added to all times, such as 5s or -300ms.", valueName: "time"))
  var shiftTime: TimeShiftArgument?

  @Flag(help: "Give the first event time 0, before --shift-time.")
  var rebaseTime = false

  @Option(help: "What is done with events whose time is smaller than that of an event before them.")
  var timeDisorder = TimeDisorder.keep

  func validate() throws {
    if keepCoordinates, roi == nil { throw ValidationError("--keep-coordinates needs --roi") }
    if let duration, duration.microseconds == 0 { throw ValidationError("--duration is 0; give a time such as 300ms") }
  }

  /// The rules that the options mean; throws `PipelineError` where the file of hot pixels cannot be read.
  func rules() throws(PipelineError) -> EventFilterRules {
    var rules = EventFilterRules()
    rules.countsFromFirstEvent = true
    rules.startMicroseconds = start?.microseconds
    if let duration {
      let (end, overflow) = duration.microseconds.addingReportingOverflow(start?.microseconds ?? 0)
      rules.endMicroseconds = overflow ? .max : end
    }
    rules.region = roi
    rules.keepsCoordinates = keepCoordinates
    rules.noise = try noise.rules()
    rules.polarity = polarity
    rules.mirror = flip
    rules.rebasesTime = rebaseTime
    rules.shiftMicroseconds = shiftTime?.microseconds ?? 0
    rules.timeDisorder = timeDisorder
    return rules
  }
}

extension RegionOfInterest: ExpressibleByArgument {
  /// Reads `X,Y,WIDTHxHEIGHT` or `X,Y,WIDTH,HEIGHT`.
  public init?(argument: String) { self.init(parsing: argument) }
}

extension PolaritySelection: ExpressibleByArgument {}
extension MirrorAxes: ExpressibleByArgument {}
extension TimeDisorder: ExpressibleByArgument {}
