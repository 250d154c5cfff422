import ArgumentParser
import EventFormats
import EventProcessing
import EventSources
import Events
import Recording

/// `saccade convert`: a recording in another format, or a part of it.
struct ConvertCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert",
    abstract: "Write a recording, or a part of it, in another format.",
    discussion: """
      Steps are taken in this order: time window, region, polarity, flip, time shift, time disorder. What the target format \
      cannot hold (a wider sensor, times out of order) is said before anything is written, for which the recording is read \
      twice where need be; standard input is read once. The file gets its name when it is complete.

      Examples:
        saccade convert drive.raw drive_td.dat
        saccade convert drive_td.dat part_td.dat --start 12.5 --duration 300ms
        saccade convert drive.dat part.dat --roi 0,0,160,120 --flip both
        zcat drive.raw.gz | saccade convert - - --to dat | gzip > drive.dat.gz

      Formats that are written:
      \(ConvertCommand.formatList)
      """)

  @Argument(help: "The recording; - for standard input.")
  var input: String

  @Argument(help: "The file to write; - for standard output.")
  var output: String

  @OptionGroup var options: RecordingOptions

  @Option(
    help: ArgumentHelp(
      "The format to write (default: that of the output's extension; the input's where it has the same).",
      valueName: "format"))
  var to: EventFormat?

  @OptionGroup var selection: EventSelection

  @Option(help: "Where the format has room for both: external triggers kept, dropped, or alone.")
  var triggers: TriggerSelection?

  @OptionGroup(title: "Formats that are written in several ways")
  var writing: WritingOptions

  @Flag(help: "Overwrite the output if it exists.")
  var force = false

  @Flag(help: "Write a summary as JSON; to standard error where the recording goes to standard output.")
  var json = false

  func validate() throws {
    if to == nil, output == "-" { throw ValidationError("give the format with --to: standard output has no extension") }
    if to == nil, RecordingEncoding.encoding(ofPath: output) == nil {
      throw ValidationError("the extension of \(output) names no format that is written; give one with --to")
    }
    if let to, RecordingEncoding.encoding(of: to) == nil {
      let legal = RecordingEncoding.all.map(\.format.format.rawValue).joined(separator: ", ")
      throw ValidationError("\(to.rawValue) cannot be written; formats that can: \(legal)")
    }
    if output != "-", SameFile.isSame(input, output) {
      throw ValidationError("input and output are the same file; choose another name")
    }
  }

  func run() throws {
    // A reader of standard output that goes away ends the command with a message rather than a signal.
    BrokenPipes.ignore()
    var source = try options.open(input)
    let named = to.flatMap { RecordingEncoding.encoding(of: $0) }
    guard
      let encoding = named ?? RecordingEncoding.encoding(ofPath: output, preferring: source.description.format)
    else { throw CommandFailure(.usage, "\(output): its extension names no format; give one with --to") }
    var conversion = try Conversion(
      input: input, output: output, encoding: encoding, selection: selection, writing: writing,
      triggers: triggers, overwrites: force)
    let summary = try conversion.run(&source)
    let text = json ? try JSONText.encode(summary) + "\n" : summary.text + "\n"
    // Nothing but the recording may go where the recording goes; a person at a terminal reads standard error.
    if output == "-" || !json { Terminal.writeError(text) } else { Terminal.writeOutput(text) }
    if let failure = conversion.readFailure { throw CommandFailure(failure) }
  }

  private static var formatList: String {
    RecordingEncoding.all.map { encoding in
      let format = encoding.format
      return
        "  \(Format.left(format.format.rawValue, width: 10))\(format.name) (.\(format.fileExtensions.joined(separator: ", .")))"
    }.joined(separator: "\n")
  }
}
