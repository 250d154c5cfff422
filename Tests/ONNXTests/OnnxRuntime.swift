import Foundation
import SpikingNetwork

/// ONNX Runtime and the checker of the `onnx` package, run by `Tests/Python/onnx_peer.py`.
enum OnnxRuntime {
  private static let root: URL = {
    var folder = URL(filePath: #filePath).deletingLastPathComponent()
    while folder.path != "/" && !FileManager.default.fileExists(atPath: folder.appending(path: "Package.swift").path) {
      folder.deleteLastPathComponent()
    }
    return folder
  }()
  private static let interpreter = root.appending(path: ".build/python-venv/bin/python")

  /// Whether the Python environment is there and has both packages.
  static let isPresent =
    FileManager.default.isExecutableFile(atPath: interpreter.path) && (try? run(["available"])) != nil

  /// A command that failed.
  struct Failure: Error {
    var arguments: [String]
    var status: Int32
    var errors: String
  }

  /// What the checker says about a valid model.
  struct Report: Decodable {
    var opset: [String: Int]
    var inputs: [String: [Int]]
    var outputs: [String: [Int]]
    var operators: [String: Int]
    var metadata: [String: String]
  }

  /// Checks a model; throws `Failure` for one that is not valid.
  static func check(_ model: [UInt8]) throws -> Report {
    try withFolder { folder in
      let file = folder.appending(path: "model.onnx")
      try Data(model).write(to: file)
      return try JSONDecoder().decode(Report.self, from: run(["check", file.path]))
    }
  }

  /// Runs timesteps, [3, height, width] each, from the state that is zero.
  static func run(_ model: [UInt8], inputs: [[Float]], height: Int, width: Int) throws -> SafetensorsFile {
    try withFolder { folder in
      var builder = SafetensorsBuilder()
      builder.add("input", shape: [inputs.count, 3, height, width], floats: inputs.flatMap { $0 })
      let files = ["model.onnx", "input", "output"].map { folder.appending(path: $0) }
      try Data(model).write(to: files[0])
      try Data(builder.fileBytes()).write(to: files[1])
      _ = try run(["run"] + files.map(\.path))
      return try SafetensorsFile(bytes: [UInt8](Data(contentsOf: files[2])))
    }
  }

  private static func withFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appending(path: "saccade-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder)
  }

  /// Runs the script and returns what it prints.
  private static func run(_ arguments: [String]) throws -> Data {
    let process = Process()
    process.executableURL = interpreter
    process.arguments = [root.appending(path: "Tests/Python/onnx_peer.py").path] + arguments
    let (output, errors) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    let messages = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Failure(
        arguments: arguments, status: process.terminationStatus, errors: String(decoding: messages, as: UTF8.self))
    }
    return data
  }
}
