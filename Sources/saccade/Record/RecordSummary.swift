import EventFormats
import EventSources
import Recording

/// What a recording holds and what it lacks, for people and for programs.
struct RecordSummary: Encodable {
  var source: String
  var format: String
  var files: [String]
  var events: UInt64
  var triggers: UInt64
  var droppedTriggers: UInt64
  var bytes: UInt64
  var skipped: [String: UInt64]
  var live: LiveSourceSummary?
  var seconds: Double

  init(
    source: String, format: String, counts: EventRecorder.Counts, skipped: DecodingStatistics, health: SourceHealth?,
    seconds: Double
  ) {
    self.source = source
    self.format = format
    files = counts.paths
    events = counts.events
    triggers = counts.triggers
    droppedTriggers = counts.droppedTriggers
    bytes = counts.bytes
    self.skipped = Conversion.skipped(skipped)
    live = health.map { LiveSourceSummary($0) }
    self.seconds = seconds
  }

  private enum CodingKeys: String, CodingKey {
    case source, format, files, events, triggers, bytes, skipped, seconds
    case droppedTriggers = "dropped_triggers"
    case live = "live_source"
  }

  /// The summary as lines.
  var text: String {
    var rows = [
      (
        "recorded",
        "\(Format.count(events)) events, \(Format.count(triggers)) triggers in \(Format.clock(seconds: seconds))"
      ),
      (
        "written",
        "\(Format.count(bytes)) bytes of \(format): \(files.isEmpty ? "no file" : files.joined(separator: ", "))"
      ),
    ]
    if droppedTriggers > 0 {
      rows.append(("left out", "\(Format.count(droppedTriggers)) triggers: \(format) has no place"))
    }
    for (reason, count) in skipped.sorted(by: { $0.key < $1.key }) {
      rows.append(("skipped", "\(Format.count(count))  \(reason)"))
    }
    rows += live?.rows ?? []
    return TextTable.text(rows.map { [$0.0, $0.1] }, leftAligned: [0, 1]) + "\n"
  }
}
