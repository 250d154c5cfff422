import Foundation
import TestSupport
import Testing

/// A second process in Python, with pyzmq and protobuf from PyPI: the side that Saccade's users are on.
///
/// The environment is made by `Tests/Python/setup`, which `make test` calls.
final class PythonProcess {
  /// Whether the environment is there; says what to do where it is not.
  static let isAvailable: Bool = {
    if PythonScript.isPresent { return true }
    print("Tests with a Python subscriber are skipped: run Tests/Python/setup to create the environment")
    return false
  }()

  private let process = Process()
  private let input = Pipe()
  private let output = Pipe()

  /// Starts `python SCRIPT ARGUMENTS...`; SCRIPT is relative to the package.
  init(_ script: String, _ arguments: [String]) throws {
    process.executableURL = PythonScript.interpreter
    process.arguments = ["-u", PackageFolder.root.appending(path: script).path] + arguments
    process.standardInput = input
    process.standardOutput = output
    try process.run()
  }

  deinit { if process.isRunning { end() } }

  var isRunning: Bool { process.isRunning }

  /// Writes a line to its standard input.
  func writeLine() throws { try input.fileHandleForWriting.write(contentsOf: Data("\n".utf8)) }

  /// The next line of its standard output, without the line break; nil at the end.
  func readLine() throws -> String? {
    var line: [UInt8] = []
    while let byte = try output.fileHandleForReading.read(upToCount: 1)?.first {
      if byte == UInt8(ascii: "\n") { return String(decoding: line, as: UTF8.self) }
      line.append(byte)
    }
    return line.isEmpty ? nil : String(decoding: line, as: UTF8.self)
  }

  /// Waits for it and takes its standard output.
  func finish() throws -> Data {
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    return data
  }

  /// Ends it.
  ///
  /// By SIGKILL, since it inherits the signal mask of the thread that started it, which may hold SIGTERM back.
  func end() {
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }
}
