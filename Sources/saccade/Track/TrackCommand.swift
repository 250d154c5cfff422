import ArgumentParser
import Detections

/// `saccade track`: boxes go in, the same boxes with numbers of tracks come out.
struct TrackCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "track",
    abstract: "Number the boxes of a file by the objects that they show.",
    discussion: """
      Reads a Prophesee box file and writes it with other track ids: the boxes of one object have the same id, from 1 on, and \
      0 means no track. Boxes that have the same time are those of a window; windows are taken in order of time, and may be \
      missing. What `saccade replay --track` does while it detects, this does afterwards, with the boxes that were written.

      Examples:
        saccade replay drive_td.dat --model model.safetensors --no-publish --score 0.1 --boxes drive_bbox.npy
        saccade track drive_bbox.npy -o tracked_bbox.npy
        saccade track drive_bbox.npy -o tracked_bbox.npy --track-gap 2s --track-hits 3 --json
        saccade render drive_td.dat tracked.gif --boxes tracked_bbox.npy --classes car,pedestrian
      """)

  @Argument(help: "The box file.")
  var boxes: String

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The box file to write; it is overwritten if it exists.", valueName: "file.npy"))
  var output: String

  @OptionGroup(title: "Tracking")
  var tracking: TrackingOptions

  @Flag(help: "Print the summary as JSON.")
  var json = false

  func run() throws {
    let rules = try tracking.rules()
    let bytes = try InputFile(path: boxes).bytes()
    var records: [TimedDetection]
    do { records = try BoxFileDecoder.decode(bytes.span) } catch {
      throw CommandFailure(.badData, "\(boxes): \(error)")
    }
    var progress = ProgressLine()
    var tracking = BoxFileTracking(rules: rules)
    let count = records.count
    tracking.track(&records) { done in
      progress.show(
        fraction: Double(done) / Double(count),
        detail: "\(Format.count(UInt64(done))) boxes  "
          + "\(Format.count(UInt64(Double(done) / max(progress.elapsedSeconds, 1e-3)))) boxes/s")
    }
    progress.clear()
    try OutputFile.write(BoxFileEncoder.encode(records), to: output)
    let summary = TrackSummary(records)
    Terminal.writeOutput(json ? try JSONText.encode(summary) + "\n" : summary.table)
  }
}
