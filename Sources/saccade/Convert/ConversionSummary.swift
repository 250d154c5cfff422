import EventFormats
import EventProcessing

/// What a conversion has done, for people and for programs.
struct ConversionSummary: Encodable {
  var input: String
  var output: String
  var inputFormat: String
  var outputFormat: String
  var bytes: UInt64
  var read: UInt64
  var written: UInt64
  var triggers: UInt64
  var droppedTriggers: UInt64
  var clamped: UInt64
  var dropped: [String: UInt64]
  var skipped: [String: UInt64]
  var seconds: Double

  private enum CodingKeys: String, CodingKey {
    case input, output, bytes, dropped, skipped, seconds
    case inputFormat = "input_format"
    case outputFormat = "output_format"
    case read = "events_read"
    case written = "events_written"
    case triggers = "triggers_written"
    case droppedTriggers = "triggers_dropped"
    case clamped = "events_clamped"
  }

  /// One line: what was written, and what was not.
  var text: String {
    let target = output == "-" ? "standard output" : output
    var parts = ["\(target): \(Format.count(written)) events"]
    if triggers > 0 { parts.append("\(Format.count(triggers)) triggers") }
    parts.append("\(Format.count(bytes)) bytes in \(Format.decimal(seconds, digits: 1)) s")
    for (reason, count) in dropped.sorted(by: { $0.key < $1.key }) {
      parts.append("\(Format.count(count)) dropped by \(reason)")
    }
    if clamped > 0 { parts.append("\(Format.count(clamped)) times clamped") }
    if droppedTriggers > 0 { parts.append("\(Format.count(droppedTriggers)) triggers dropped") }
    for (reason, count) in skipped.sorted(by: { $0.key < $1.key }) {
      parts.append("\(Format.count(count)) skipped (\(reason.split(separator: "_").joined(separator: " ")))")
    }
    return parts.joined(separator: ", ")
  }
}
