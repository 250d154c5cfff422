import Detections
import Messages

/// One source as a subscriber sees it.
struct WatchedSource {
  private static let shownDetections = 12

  let name: String
  var meta: SourceMeta?
  var status: SourceStatus?
  private(set) var detections: UInt64 = 0
  private var frame: DetectionFrame?
  private var latencyNanoseconds: Int64 = 0
  private var lost: UInt64 = 0
  private var eventsDropped: UInt64 = 0

  init(name: String) { self.name = name }

  /// Whether it has said that nothing more comes.
  var hasFinished: Bool { status?.state == .finished || status?.state == .failed }

  /// Takes a frame.
  mutating func receive(_ frame: DetectionFrame, latencyNanoseconds: Int64, lostBefore: UInt64) {
    self.frame = frame
    self.latencyNanoseconds = latencyNanoseconds
    detections &+= UInt64(frame.detections.count)
    lost &+= lostBefore
    eventsDropped &+= frame.eventsDropped
  }

  private func className(_ id: UInt32) -> String {
    guard let classes = meta?.classes, id < classes.count else { return "class \(id)" }
    return classes[Int(id)]
  }

  /// A detection's class, and its track where it has one.
  private func label(_ detection: Detection) -> String {
    className(detection.classID) + (detection.trackID == 0 ? "" : " #\(detection.trackID)")
  }

  /// The head of the columns of `line`.
  static let lineHeader =
    Format.left("source", width: 18) + Format.right("sensor time", width: 13) + Format.right("events", width: 10)
    + Format.right("latency", width: 12) + Format.right("lost", width: 7) + "  detections"

  /// The last frame in one line.
  var line: String {
    guard let frame else { return name }
    let found = frame.detections.prefix(3).map {
      "\(label($0)) \(Format.decimal(Double($0.score), digits: 2))"
    }
    let more = frame.detections.count > 3 ? ", ..." : ""
    return Format.left(name, width: 18)
      + Format.right(Format.sensorSeconds(microseconds: frame.windowEndMicroseconds), width: 13)
      + Format.right(Format.count(frame.events), width: 10)
      + Format.right(Format.milliseconds(nanoseconds: latencyNanoseconds), width: 12)
      + Format.right(Format.count(lost), width: 7)
      + "  \(frame.detections.count)" + (found.isEmpty ? "" : "  " + found.joined(separator: ", ") + more)
  }

  /// The last frame and the last status as a table.
  var tableLines: [String] {
    var lines = ["\(name)  \(status?.state.rawValue ?? "")  \(meta.map { "\($0.geometry)  \($0.modelName)" } ?? "")"]
    guard let frame else { return lines + ["  no window yet"] }
    lines.append(
      "  sensor time \(Format.sensorSeconds(microseconds: frame.windowEndMicroseconds))   events \(Format.count(frame.events))"
        + "   latency \(Format.milliseconds(nanoseconds: latencyNanoseconds))"
        + "   rate \(Format.eventRate(perSecond: status?.eventsPerSecond ?? 0))")
    lines.append("  lost here \(Format.count(lost))   " + Self.losses(status))
    lines.append(
      "  " + Format.left("class", width: 16) + Format.right("track", width: 7)
        + ["score", "x", "y", "width", "height"].map { Format.right($0, width: 9) }.joined())
    for detection in frame.detections.prefix(Self.shownDetections) {
      let numbers = [
        Format.decimal(Double(detection.score), digits: 2), Format.decimal(Double(detection.x), digits: 1),
        Format.decimal(Double(detection.y), digits: 1), Format.decimal(Double(detection.width), digits: 1),
        Format.decimal(Double(detection.height), digits: 1),
      ]
      lines.append(
        "  " + Format.left(String(className(detection.classID).prefix(15)), width: 16)
          + Format.right(detection.trackID == 0 ? "" : "#\(detection.trackID)", width: 7)
          + numbers.map { Format.right($0, width: 9) }.joined())
    }
    let hidden = frame.detections.count - Self.shownDetections
    if hidden > 0 { lines.append("  and \(hidden) more") }
    // Always the same height, so that the table does not jump.
    while lines.count < Self.shownDetections + 5 { lines.append("") }
    return lines
  }

  private static func losses(_ status: SourceStatus?) -> String {
    guard let status else { return "" }
    let dropped = status.dropped.map {
      "\($0.reason) \(Format.count($0.events &+ $0.timesteps &+ $0.windows &+ $0.messages))"
    }
    let skipped = status.skipped.map { "\($0.reason) \(Format.count($0.count))" }
    let all = dropped + skipped
    return all.isEmpty ? "nothing dropped or skipped" : all.joined(separator: ", ")
  }
}
