import Foundation
import Testing

/// h5py and hdf5plugin, which stand on the other side.
///
/// The environment is made by `Tests/Python/setup`, which `make test` calls.
enum Peers {
  private static let root: URL = {
    var folder = URL(filePath: #filePath).deletingLastPathComponent()
    while folder.path != "/", !FileManager.default.fileExists(atPath: folder.appending(path: "Package.swift").path) {
      folder.deleteLastPathComponent()
    }
    return folder
  }()

  /// Whether they are there; says what to do where they are not.
  static let areAvailable: Bool = {
    if (try? run(["check"])) != nil { return true }
    print("Tests against h5py are skipped: run Tests/Python/setup to install it and hdf5plugin")
    return false
  }()

  /// Runs a command of `hdf5_peers.py` and takes what it prints.
  static func run(_ arguments: [String]) throws -> Data {
    let process = Process()
    let output = Pipe()
    process.executableURL = root.appending(path: ".build/python-venv/bin/python")
    process.arguments = [root.appending(path: "Tests/Python/hdf5_peers.py").path] + arguments
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    return data
  }

  /// Runs a command and decodes the JSON that it prints.
  static func run<Value: Decodable>(_ arguments: [String], _: Value.Type) throws -> Value {
    try JSONDecoder().decode(Value.self, from: run(arguments))
  }
}
