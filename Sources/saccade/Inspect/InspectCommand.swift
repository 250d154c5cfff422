import ArgumentParser
import EventFormats
import EventProcessing
import EventSources
import Events
import Pictures

/// `saccade inspect`: what is in a recording.
struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Show what is in a recording.",
    discussion: """
      The whole recording is read. A gap is a step of --gap or more from one event to the next. The digest is the SHA-256 \
      over all events as little-endian records of 13 bytes: t (8 bytes, microseconds), x (2), y (2), polarity (1); it does \
      not depend on the format, so that a recording and its conversion can be compared.

      Examples:
        saccade inspect drive_td.dat
        saccade inspect drive.raw --plot drive.png
        saccade inspect drive.raw --digest --json | jq .sha256_canonical
        zcat drive.raw.gz | saccade inspect -
      """)

  @Argument(help: "The recording; - for standard input.")
  var recording: String

  @OptionGroup var options: RecordingOptions

  @Flag(help: "Add the digest over all events.")
  var digest = false

  @Flag(help: "Write JSON.")
  var json = false

  @Option(help: ArgumentHelp("Draw event rate and event density.", valueName: "file.png"))
  var plot: String?

  @Option(help: ArgumentHelp("The shortest time without events that counts as a gap.", valueName: "time"))
  var gap = TimeArgument(microseconds: 100_000)

  func validate() throws {
    guard gap.microseconds > 0 else { throw ValidationError("--gap is 0; give a time such as 100ms") }
    if let plot, !plot.lowercased().hasSuffix(".png") {
      throw ValidationError("--plot writes PNG; \(plot) does not end with .png")
    }
  }

  func run() throws {
    var source = try options.open(recording)
    var summary = StreamSummary(gapMicroseconds: gap.microseconds)
    var canonicalDigest = CanonicalDigest()
    var rates = RateHistogram()
    var density = DensityMap(geometry: source.description.geometry)
    var pass = RecordingPass(task: "inspecting")
    try pass.run(&source) { batch throws(CommandFailure) in
      summary.add(batch)
      if digest { canonicalDigest.add(batch.events) }
      if plot != nil {
        rates.add(batch.events)
        density.add(batch.events)
      }
      return true
    }
    let report = InspectionReport(
      path: recording, byteCount: source.byteCount, description: source.description, statistics: source.statistics,
      summary: summary, digest: digest ? canonicalDigest.hexadecimal : nil, failure: pass.failure)
    Terminal.writeOutput(json ? try JSONText.encode(report) + "\n" : InspectionTable.text(report))
    if let plot {
      let canvas = InspectionPlot(report: report, rates: rates, density: density).draw()
      try PictureFile.write(canvas, to: plot)
    }
    if let failure = pass.failure { throw CommandFailure(failure) }
  }
}
