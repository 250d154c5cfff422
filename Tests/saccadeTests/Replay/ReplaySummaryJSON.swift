import Foundation

/// The summary that `saccade replay --json` prints, by the keys that users read.
struct ReplaySummaryJSON: Decodable {
  struct Latency: Decodable { var count: UInt64, p50_ms: Double, p99_ms: Double, max_ms: Double }
  struct Dropped: Decodable { var events: UInt64, timesteps: UInt64, messages: UInt64 }

  var recording: String
  var camera: String
  var session: UInt64
  var seconds: Double
  var events: UInt64
  var events_per_second: Double
  var timesteps: UInt64
  var windows: UInt64
  var detections: UInt64
  var late_events: UInt64
  var backward_steps: UInt64
  var gaps: UInt64
  var restarts: UInt64
  var latency: Latency
  var inference: Latency
  var dropped: [String: Dropped]
  var filtered: [String: UInt64]
  var hot_pixels: Int?
  var skipped: [String: UInt64]

  init(_ text: String) throws { self = try JSONDecoder().decode(Self.self, from: Data(text.utf8)) }
}
