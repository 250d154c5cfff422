import Detections

/// What tracking has made of a file's boxes, for people and for programs.
struct TrackSummary: Encodable {
  var boxes: Int
  var windows: Int
  var tracks: Int
  /// Boxes that belong to no track.
  var untracked: Int
  /// Boxes of the longest track.
  var longestTrack: Int
  /// The longest time from a track's first box to its last, in seconds.
  var longestSeconds: Double

  init(_ records: [TimedDetection]) {
    var counts: [UInt32: Int] = [:]
    var spans: [UInt32: ClosedRange<Int64>] = [:]
    for record in records where record.detection.trackID != 0 {
      let id = record.detection.trackID
      counts[id, default: 0] += 1
      let span = spans[id] ?? record.time...record.time
      spans[id] = min(span.lowerBound, record.time)...max(span.upperBound, record.time)
    }
    boxes = records.count
    windows = Set(records.map(\.time)).count
    tracks = counts.count
    untracked = records.count - counts.values.reduce(0, +)
    longestTrack = counts.values.max() ?? 0
    longestSeconds = spans.values.map { (Double($0.upperBound) - Double($0.lowerBound)) / 1e6 }.max() ?? 0
  }

  private enum CodingKeys: String, CodingKey {
    case boxes, windows, tracks, untracked
    case longestTrack = "longest_track"
    case longestSeconds = "longest_seconds"
  }

  /// A table.
  var table: String {
    let rows = [
      ("boxes", "\(Format.count(UInt64(boxes)))  (\(Format.count(UInt64(untracked))) of no track)"),
      ("windows", Format.count(UInt64(windows))),
      ("tracks", Format.count(UInt64(tracks))),
      ("longest", "\(Format.count(UInt64(longestTrack))) boxes, \(Format.decimal(longestSeconds, digits: 2)) s"),
    ]
    return rows.map { "\(Format.left($0.0, width: 12))\($0.1)\n" }.joined()
  }
}
