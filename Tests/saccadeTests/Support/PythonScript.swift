import Foundation
import Testing

/// A script of `Tests/Python`, run in the tests' Python environment.
enum PythonScript {
  private static let root: URL = {
    var folder = URL(filePath: #filePath).deletingLastPathComponent()
    while folder.path != "/" && !FileManager.default.fileExists(atPath: folder.appending(path: "Package.swift").path) {
      folder.deleteLastPathComponent()
    }
    return folder
  }()
  private static let environment = root.appending(path: ".build/python-venv/bin/python")
  private static let system = URL(filePath: "/usr/bin/python3")

  /// Whether the environment is there.
  static let isPresent = FileManager.default.isExecutableFile(atPath: environment.path)
  static let skipMessage: Comment = "the Python environment .build/python-venv is absent"

  /// Whether the system's Python has PyTorch, which is no part of the environment.
  static let hasTorch = (try? run("real_torch.py", ["available"], in: nil, bySystem: true)) != nil

  /// A script that failed.
  struct Failure: Error {
    var script: String
    var arguments: [String]
    var errors: String
  }

  /// Runs a script to its end and returns what it prints.
  @discardableResult
  static func run(
    _ script: String, _ arguments: [String], in folder: TemporaryFolder?, bySystem: Bool = false
  ) throws -> Data {
    let process = Process()
    process.executableURL = bySystem ? system : environment
    process.arguments = [root.appending(path: "Tests/Python/\(script)").path] + arguments
    process.currentDirectoryURL = folder?.url
    let (output, errors) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    let messages = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Failure(script: script, arguments: arguments, errors: String(decoding: messages, as: UTF8.self))
    }
    return data
  }
}
