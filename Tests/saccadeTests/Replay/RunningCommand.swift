import Foundation
import TestSupport

/// The built command while it runs; what it prints goes to files, so that no pipe can fill up.
final class RunningCommand {
  struct Result {
    let status: Int32
    /// Whether a signal has ended it; `status` is then the signal's number.
    let wasKilled: Bool
    let output: String
    let errors: String

    /// The lines of `output`.
    var lines: [String] { output.split(separator: "\n").map(String.init) }
  }

  /// It has not ended in time and was killed.
  struct DoesNotEnd: Error { var output: String }

  private let process = Process()
  private let printed: TemporaryFolder

  /// Starts the command, or another program that starts it, with variables that differ from those of this process.
  init(
    _ arguments: [String], in folder: TemporaryFolder, by program: URL = CommandRun.executable,
    environment: [String: String] = [:]
  ) throws {
    printed = try TemporaryFolder()
    process.executableURL = program
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.currentDirectoryURL = folder.url
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try Self.file("output", in: printed)
    process.standardError = try Self.file("errors", in: printed)
    try process.run()
  }

  deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }

  /// What it has printed so far.
  var output: String { text("output") }

  /// What it has printed to standard error so far.
  var errors: String { text("errors") }

  /// Its number.
  var processID: Int32 { process.processIdentifier }

  /// Sends a signal.
  func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

  /// Waits until it has ended; kills it where that takes too long.
  func wait(atMostSeconds seconds: Double = 60) throws -> Result {
    let deadline = Date(timeIntervalSinceNow: seconds)
    while process.isRunning {
      guard Date() < deadline else {
        send(SIGKILL)
        throw DoesNotEnd(output: output + text("errors"))
      }
      usleep(5_000)
    }
    process.waitUntilExit()
    return Result(
      status: process.terminationStatus, wasKilled: process.terminationReason == .uncaughtSignal, output: output,
      errors: text("errors"))
  }

  /// Waits for a condition that the running command brings about.
  func wait(until condition: () throws -> Bool) throws {
    let deadline = Date(timeIntervalSinceNow: 60)
    while try !condition() {
      guard process.isRunning, Date() < deadline else { throw DoesNotEnd(output: output + text("errors")) }
      usleep(5_000)
    }
  }

  private static func file(_ name: String, in folder: TemporaryFolder) throws -> FileHandle {
    try folder.write([], to: name)
    return try FileHandle(forWritingTo: folder.url.appending(path: name))
  }

  private func text(_ name: String) -> String { String(decoding: (try? printed.read(name)) ?? [], as: UTF8.self) }
}
