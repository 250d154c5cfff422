import Foundation

/// Other people's readers and writers of event files, run by `Tests/Python/format_peers.py`.
enum FormatPeers {
  private static let root: URL = {
    var folder = URL(filePath: #filePath).deletingLastPathComponent()
    while folder.path != "/" && !FileManager.default.fileExists(atPath: folder.appending(path: "Package.swift").path) {
      folder.deleteLastPathComponent()
    }
    return folder
  }()
  private static let interpreter = root.appending(path: ".build/python-venv/bin/python")

  /// Whether the Python environment is there and has all packages.
  static let arePresent =
    FileManager.default.isExecutableFile(atPath: interpreter.path)
    && (try? run(["check", "aedat", "dv", "event_stream", "faery", "numpy"])) != nil

  /// A command that failed.
  struct Failure: Error {
    var arguments: [String]
    var status: Int32
  }

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

  /// Runs the script and returns what it prints.
  private static func run(_ arguments: [String]) throws -> Data {
    let process = Process()
    process.executableURL = interpreter
    process.arguments = [root.appending(path: "Tests/Python/format_peers.py").path] + arguments
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Failure(arguments: arguments, status: process.terminationStatus)
    }
    return data
  }
}
