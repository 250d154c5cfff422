import Foundation
import TestSupport
import Testing

/// One run of the built command.
struct CommandRun {
  let status: Int32
  /// What it wrote to standard output.
  let bytes: Data
  let errors: String

  /// The command that was built beside the test bundle.
  static let executable = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    .appending(path: "saccade")

  init(_ arguments: String..., in folder: TemporaryFolder? = nil) throws {
    try self.init(arguments: arguments, in: folder)
  }

  /// Runs the command to its end.
  ///
  /// - Parameters:
  ///   - arguments: its arguments.
  ///   - folder: the folder it runs in.
  ///   - input: what it reads from standard input.
  ///   - environment: variables that differ from those of this process.
  init(
    arguments: [String], in folder: TemporaryFolder? = nil, input: Data = Data(), environment: [String: String] = [:]
  ) throws {
    // Files rather than pipes: nothing waits for somebody who reads or writes.
    let streams = try TemporaryFolder()
    let files = ["in", "out", "err"].map { streams.url.appending(path: $0) }
    for (index, file) in files.enumerated() { try (index == 0 ? input : Data()).write(to: file) }
    let process = Process()
    process.executableURL = Self.executable
    process.arguments = arguments
    process.currentDirectoryURL = folder?.url
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = try FileHandle(forReadingFrom: files[0])
    process.standardOutput = try FileHandle(forWritingTo: files[1])
    process.standardError = try FileHandle(forWritingTo: files[2])
    try process.run()
    process.waitUntilExit()
    bytes = try Data(contentsOf: files[1])
    errors = String(decoding: try Data(contentsOf: files[2]), as: UTF8.self)
    status = process.terminationStatus
  }

  /// The standard output as text.
  var output: String { String(decoding: bytes, as: UTF8.self) }

  /// The standard output as a JSON object.
  func json() throws -> [String: Any] { try JSONSerialization.jsonObject(with: bytes) as? [String: Any] ?? [:] }
}
