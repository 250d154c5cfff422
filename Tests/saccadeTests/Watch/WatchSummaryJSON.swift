import Foundation

/// The last line of `saccade watch --json`, by the keys that users read.
struct WatchSummaryJSON: Decodable {
  struct Summary: Decodable {
    var windows: UInt64
    var detections: UInt64
    var lost: UInt64
    var gaps: UInt64
    var repeated: UInt64
    var sessions: UInt64
    var unreadable: UInt64
    var latency: ReplaySummaryJSON.Latency
  }

  var summary: Summary

  /// Reads the last of the lines.
  static func last(of lines: [String]) throws -> Summary {
    try JSONDecoder().decode(Self.self, from: Data((lines.last ?? "").utf8)).summary
  }
}
