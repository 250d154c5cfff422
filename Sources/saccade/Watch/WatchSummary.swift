import FoundationEssentials
import Messages
import Pipeline

/// What `saccade watch` has seen, for people and for programs.
struct WatchSummary: Encodable {
  let windows: UInt64
  let detections: UInt64
  let lost: UInt64
  let gaps: UInt64
  let repeated: UInt64
  let sessions: UInt64
  let unreadable: UInt64
  let latency: ReplaySummary.Latency
  private let sources: [SourceStatus]

  init(
    windows: UInt64, detections: UInt64, losses: SequenceLosses, unreadable: UInt64, latency: LatencySummary,
    sources: [SourceStatus]
  ) {
    self.windows = windows
    self.detections = detections
    lost = losses.lost
    gaps = losses.gaps
    repeated = losses.repeated
    sessions = windows > 0 ? losses.newSessions + 1 : 0
    self.unreadable = unreadable
    self.latency = ReplaySummary.Latency(latency)
    self.sources = sources.sorted { $0.source < $1.source }
  }

  private enum CodingKeys: String, CodingKey {
    case windows, detections, lost, gaps, repeated, sessions, unreadable, latency
  }

  /// One line of JSON under the key `summary`.
  var jsonLine: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    guard let data = try? encoder.encode(["summary": self]) else { return "{}" }
    return String(decoding: data, as: UTF8.self)
  }

  /// A table.
  var table: String {
    var rows = [
      ("received", "\(Format.count(windows)) windows, \(Format.count(detections)) detections"),
      ("lost here", lost == 0 ? "nothing" : "\(Format.count(lost)) windows in \(Format.count(gaps)) gaps"),
      ("latency", ReplaySummary.text(latency)),
    ]
    if unreadable > 0 { rows.append(("unreadable", "\(Format.count(unreadable)) messages")) }
    if repeated > 0 { rows.append(("repeated", "\(Format.count(repeated)) windows")) }
    for source in sources {
      rows.append(
        (
          "source",
          "\(source.source) \(source.state.rawValue)" + (source.reason.isEmpty ? "" : ": \(source.reason)")
        ))
    }
    return rows.map { "\(Format.left($0.0, width: 12))\($0.1)\n" }.joined()
  }
}
