import Foundation
import TestSupport

/// Other people's readers and writers of event files, run by `Tests/Python/format_peers.py`.
enum FormatPeers {
  /// Whether the Python environment is there and has all packages.
  static let arePresent = PythonScript.isUsable(
    "format_peers.py", ["check", "aedat", "dv", "event_stream", "faery", "numpy"],
    tests: "Tests against other people's readers")

  /// What a peer reads from a file.
  struct Report: Decodable {
    var events: Int
    var on: Int
    var sha256: String
    /// Times and kinds.
    var triggers: [[Int64]]
  }

  static func read(_ peer: String, _ file: URL) throws -> Report {
    try JSONDecoder().decode(Report.self, from: run(["read", peer, file.path]))
  }

  static func write(_ peer: String, _ file: URL, eventsOf array: URL, width: Int, height: Int) throws {
    _ = try run(["write", peer, file.path, array.path, "\(width)", "\(height)"])
  }

  private static func run(_ arguments: [String]) throws -> Data {
    try PythonScript.run("format_peers.py", arguments)
  }
}
