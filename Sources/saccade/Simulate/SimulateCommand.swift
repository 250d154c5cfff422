import ArgumentParser
import Glibc
import Pipeline
import Recording
import SceneSimulator

/// `saccade simulate`: driving scenes as a data set in the layout of Gen1.
struct SimulateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract: "Make a data set of driving scenes as an event camera sees them.",
    discussion: """
      Each clip is a drive through a street that its seed decides: OUT_DIR/SPLIT/NAME_td.dat holds its events, NAME_bbox.npy \
      the boxes of its cars (class 0) and pedestrians (class 1) with the numbers of their tracks, NAME.png a few moments. A \
      box lies around what is seen; there is none where others hide more than 70 %, where less than a quarter lies on the \
      picture (unless it is large), or where less than 40 pixels or a contrast of 0.1 is left. The same options give the same bytes on every machine, and no two clips have the same seed.

      Examples:
        saccade simulate data --clips 100,10,10 --duration 30s
        saccade simulate data --clips 4 --split night --daylight night --seed 7 --label-period 50ms
        saccade simulate part --clips 25 --split train --first 75        the last quarter of the first example's
      """)

  @Argument(help: ArgumentHelp("The folder to write into.", valueName: "out-dir"))
  var output: String

  @Option(help: ArgumentHelp("Clips of each split: one number for all, or one for each.", valueName: "n[,n...]"))
  var clips = "8,1,1"

  @Option(help: ArgumentHelp("The splits' folders.", valueName: "name[,name...]"))
  var split = "train,val,test"

  @Option(help: "Decides all scenes.")
  var seed: UInt64 = 1

  @Option(help: ArgumentHelp("The first clip's number, to make a part of a data set.", valueName: "n"))
  var first = 0

  @OptionGroup(title: "Scenes")
  var scenes: SceneOptions

  @Option(help: ArgumentHelp("The time from one set of boxes to the next.", valueName: "time"))
  var labelPeriod = TimeArgument(microseconds: 250_000)

  @Flag(help: "Write no pictures.")
  var noPictures = false

  @Flag(help: "Overwrite clips that exist.")
  var force = false

  @Flag(help: "Print a summary with every clip as JSON.")
  var json = false

  func validate() throws {
    guard labelPeriod.microseconds >= 1000 else {
      throw ValidationError("--label-period is \(labelPeriod.microseconds) us; give 1ms or more")
    }
    guard (0...999_999).contains(first) else { throw ValidationError("--first is \(first); give 0...999999") }
    _ = try counts()
    do { _ = try scenes.description(seed: 0).validated() } catch {
      throw ValidationError("\(error)")
    }
  }

  func run() throws {
    let plans = try counts().flatMap { split, count in
      ClipPlan.clips(folder: output, split: split, seed: seed, numbers: first..<(first + count))
    }
    for path in plans.flatMap({ [$0.recording, $0.boxes, $0.picture] }) {
      do { try ByteOutput.check(path: path, overwrites: force) } catch { throw CommandFailure(error) }
    }
    for split in Set(plans.map(\.split)) { try Self.makeFolders("\(output)/\(split)") }
    var progress = ProgressLine()
    var summary = SimulationSummary(clips: [], events: 0, boxes: 0, sensorSeconds: 0, seconds: 0)
    let clipMicroseconds = Double(scenes.duration.microseconds)
    for (index, plan) in plans.enumerated() {
      let writer = ClipWriter(
        clip: plan, description: scenes.description(seed: plan.seed),
        labelPeriodMicroseconds: labelPeriod.microseconds, hasPicture: !noPictures, overwrites: force)
      let clip = try writer.write { time, events in
        let sensorSeconds = (Double(index) * clipMicroseconds + Double(time)) / 1e6
        progress.show(
          fraction: (Double(index) + Double(time) / clipMicroseconds) / Double(plans.count),
          detail: "clip \(index + 1) of \(plans.count)  \(Format.count(summary.events + events)) events  "
            + "\(Format.decimal(sensorSeconds / max(progress.elapsedSeconds, 1e-3), digits: 1))x real time")
      }
      summary.clips.append(clip)
      summary.events += clip.events
      summary.boxes += clip.boxes
      summary.sensorSeconds += clipMicroseconds / 1e6
    }
    progress.clear()
    summary.seconds = progress.elapsedSeconds
    Terminal.writeOutput(json ? try JSONText.encode(summary) + "\n" : summary.text)
  }

  /// The number of clips of each split.
  private func counts() throws -> [(split: String, count: Int)] {
    let names = split.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    for name in names where name.isEmpty || name.contains("/") || name.hasPrefix(".") {
      throw ValidationError("--split names '\(name)'; give names of folders, such as train,val,test")
    }
    guard Set(names).count == names.count else { throw ValidationError("--split \(split) names a folder twice") }
    let numbers = try clips.split(separator: ",", omittingEmptySubsequences: false).map { text in
      guard let number = Int(text), (0...1_000_000).contains(number) else {
        throw ValidationError("--clips holds '\(text)'; give numbers in 0...1000000, such as 8 or 8,1,1")
      }
      return number
    }
    guard numbers.count == 1 || numbers.count == names.count else {
      throw ValidationError("--clips has \(numbers.count) numbers for \(names.count) splits; give one, or one for each")
    }
    return names.enumerated().map { ($1, numbers.count == 1 ? numbers[0] : numbers[$0]) }
  }

  private static func makeFolders(_ path: String) throws(CommandFailure) {
    var made = ""
    for part in path.split(separator: "/", omittingEmptySubsequences: false) {
      made += made.isEmpty && !part.isEmpty || made == "/" ? String(part) : "/\(part)"
      guard mkdir(made, 0o777) == 0 || errno == EEXIST || errno == EISDIR else {
        throw CommandFailure(.unavailable, "\(made): cannot make the folder: \(String(cString: strerror(errno)))")
      }
    }
  }
}
