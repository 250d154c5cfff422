import Foundation

/// A script of `Tests/Python`, run in the Python environment that `Tests/Python/setup` makes and `make test` calls.
package enum PythonScript {
  /// The interpreter of that environment.
  package static let interpreter = PackageFolder.root.appending(path: ".build/python-venv/bin/python")

  /// Whether the environment is there.
  package static let isPresent = FileManager.default.isExecutableFile(atPath: interpreter.path)

  /// A script that failed.
  package struct Failure: Error {
    var script: String
    var arguments: [String]
    var status: Int32
    var errors: String
  }

  /// Whether a script is there with all that it needs, as its command `arguments` finds out; says what to do where not.
  package static func isUsable(_ script: String, _ arguments: [String], tests: String) -> Bool {
    if isPresent, (try? run(script, arguments)) != nil { return true }
    print("\(tests) are skipped: run Tests/Python/setup to install what they need")
    return false
  }

  /// Runs a script to its end and returns what it prints.
  ///
  /// - Parameters:
  ///   - script: its name in `Tests/Python`.
  ///   - arguments: its arguments.
  ///   - input: a file that becomes its standard input.
  ///   - folder: where it runs.
  ///   - interpreter: another one than that of the environment.
  /// - Throws: `Failure` with what it has said where it does not end with status 0.
  @discardableResult
  package static func run(
    _ script: String, _ arguments: [String], input: URL? = nil, in folder: URL? = nil,
    by interpreter: URL = interpreter
  ) throws -> Data {
    let process = Process()
    let (output, errors) = (Pipe(), Pipe())
    process.executableURL = interpreter
    process.arguments = [PackageFolder.root.appending(path: "Tests/Python/\(script)").path] + arguments
    process.currentDirectoryURL = folder
    if let input { process.standardInput = try FileHandle(forReadingFrom: input) }
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    let messages = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Failure(
        script: script, arguments: arguments, status: process.terminationStatus,
        errors: String(decoding: messages, as: UTF8.self))
    }
    return data
  }
}
