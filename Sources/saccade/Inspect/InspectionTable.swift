import EventFormats

/// A recording's report as a table for people.
enum InspectionTable {
  private static let labelWidth = 16

  static func text(_ report: InspectionReport) -> String {
    let rows =
      file(report) + times(report) + events(report) + order(report) + losses(report)
      + (report.digest.map { [("SHA-256", $0)] } ?? [])
    var text = "\(report.path == "-" ? "standard input" : report.path)\n"
    for (label, value) in rows { text += "  \(Format.left(label, width: labelWidth))\(value)\n" }
    guard !report.metadata.isEmpty else { return text }
    text += "  Header\n"
    let width = min(28, report.metadata.map(\.key.count).max() ?? 0) + 2
    for entry in report.metadata { text += "    \(Format.left(entry.key, width: width))\(entry.value)\n" }
    return text
  }

  private static func file(_ report: InspectionReport) -> [(String, String)] {
    var rows = [("Format", report.format + (report.variant.isEmpty ? "" : ", \(report.variant)"))]
    if let bytes = report.bytes {
      let perEvent = report.events > 0 ? Double(bytes) / Double(report.events) : nil
      rows.append(
        (
          "Size",
          "\(Format.count(bytes)) bytes" + (perEvent.map { ", \(Format.decimal($0, digits: 2)) per event" } ?? "")
        ))
    }
    if let sensor = report.sensor { rows.append(("Sensor", sensor)) }
    if let geometry = report.geometry {
      rows.append(("Geometry", "\(geometry.width)x\(geometry.height) \(origin(geometry.origin))"))
    } else {
      rows.append(("Geometry", "not known: the recording does not say, and has no events"))
    }
    return rows
  }

  private static func origin(_ name: String) -> String {
    switch StreamDescription.GeometryOrigin(rawValue: name) {
    case .header: "(from the header)"
    case .system: "(of the sensor or system that the header names)"
    case .option: "(from --geometry)"
    case .format: "(of the format's only sensor)"
    case .events, nil: "(the smallest that holds all events: the recording does not say)"
    }
  }

  private static func times(_ report: InspectionReport) -> [(String, String)] {
    guard let earliest = report.earliest, let latest = report.latest else { return [("Events", "none")] }
    return [
      ("Duration", seconds(report.duration)),
      ("Times", "\(earliest) ... \(latest) us"),
    ]
  }

  private static func events(_ report: InspectionReport) -> [(String, String)] {
    guard let first = report.first, let last = report.last, let rate = report.rate, let on = report.onShare else {
      return []
    }
    let mean = rate.mean.map { "\(Format.eventRate(perSecond: $0)) mean" } ?? "no mean: all have the same time"
    let after = rate.peakAt - (report.earliest ?? rate.peakAt)
    let peak =
      "\(Format.eventRate(perSecond: rate.peak)) peak in \(rate.peakInterval / 1000) ms "
      + "(\(Format.decimal(Double(after) / 1e6, digits: 3)) s after the start)"
    let times = [first, last].map { String($0.t) }
    let width = times.map(\.count).max() ?? 0
    func text(_ event: InspectionReport.EventReport, _ time: String) -> String {
      "t \(Format.right(time, width: width)) us   x \(Format.right("\(event.x)", width: 4))   "
        + "y \(Format.right("\(event.y)", width: 4))   \(event.p == 1 ? "ON" : "OFF")"
    }
    return [
      ("Events", "\(Format.count(report.events)), \(Format.decimal(on * 100, digits: 1)) % ON"),
      (
        "Event rate",
        report.duration < UInt64(rate.peakInterval) ? mean : "\(mean), \(peak)"
      ),
      ("First event", text(first, times[0])), ("Last event", text(last, times[1])),
    ]
  }

  private static func order(_ report: InspectionReport) -> [(String, String)] {
    var rows: [(String, String)] = report.triggers.map { trigger in
      (
        "Trigger \(trigger.channel)",
        "\(Format.count(trigger.rising)) rising, \(Format.count(trigger.falling)) falling edges, "
          + "\(trigger.first) ... \(trigger.last) us"
      )
    }
    if rows.isEmpty { rows = [("Triggers", "none")] }
    guard report.events > 0 else { return rows }
    let steps = report.backwardSteps
    rows.append(
      (
        "Backward steps",
        steps.count == 0 ? "none" : "\(Format.count(steps.count)), the largest \(Format.count(steps.largest)) us"
      ))
    let threshold = "\(Format.decimal(Double(report.gaps.threshold) / 1e3, digits: 0)) ms or more"
    if let longest = report.gaps.longest, let place = report.gaps.longestAt {
      rows.append(
        (
          "Gaps",
          "\(Format.count(report.gaps.count)) of \(threshold), \(seconds(report.gaps.total)) together, the longest "
            + "\(seconds(longest)) after \(place) us"
        ))
    } else {
      rows.append(("Gaps", "none of \(threshold)"))
    }
    if report.timeWraps > 0 { rows.append(("Time wraps", Format.count(report.timeWraps))) }
    return rows
  }

  private static func losses(_ report: InspectionReport) -> [(String, String)] {
    var rows: [(String, String)] = []
    for (label, skipped) in report.skipped.sorted(by: { $0.key < $1.key }) {
      let words = label.split(separator: "_").joined(separator: " ")
      rows.append(("Skipped", "\(Format.count(skipped.count)) \(words), the first at byte \(skipped.firstOffset)"))
    }
    if rows.isEmpty { rows = [("Skipped", "nothing")] }
    if report.suspicious > 0 {
      rows.append(("Suspicious", "\(Format.count(report.suspicious)) records with bits set that should be zero"))
    }
    return rows
  }

  private static func seconds(_ microseconds: UInt64) -> String {
    "\(Format.decimal(Double(microseconds) / 1e6, digits: 6)) s"
  }
}
