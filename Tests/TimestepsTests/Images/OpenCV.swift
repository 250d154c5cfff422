import Foundation
import Testing

/// OpenCV, which stands on the other side.
///
/// The environment is made by `Tests/Python/setup`, which `make test` calls.
enum OpenCV {
  private static let root: URL = {
    var folder = URL(filePath: #filePath).deletingLastPathComponent()
    while folder.path != "/", !FileManager.default.fileExists(atPath: folder.appending(path: "Package.swift").path) {
      folder.deleteLastPathComponent()
    }
    return folder
  }()

  /// Whether it is there; says what to do where it is not.
  static let isAvailable: Bool = {
    if (try? run(["check"], input: Data())) != nil { return true }
    print("Tests against OpenCV are skipped: run Tests/Python/setup to install it")
    return false
  }()

  /// The published code's letterbox of an RGB image: its size and [3, height, width].
  static func letterbox(
    _ pixels: [UInt8], width: Int, height: Int, side: Int, isFitted: Bool
  ) throws -> (width: Int, height: Int, planes: [UInt8]) {
    let output = try run(
      ["letterbox", "\(width)", "\(height)", "\(side)", isFitted ? "fitted" : "square"], input: Data(pixels))
    let size = [0, 4].map { start in
      output[start..<start + 4].reversed().reduce(0) { $0 << 8 | Int($1) }
    }
    return (size[0], size[1], [UInt8](output[8...]))
  }

  /// Runs a command of `image_peers.py` and takes what it prints.
  private static func run(_ arguments: [String], input: Data) throws -> Data {
    let file = FileManager.default.temporaryDirectory.appending(path: "saccade-image-\(UUID().uuidString)")
    try input.write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let process = Process()
    let output = Pipe()
    process.executableURL = root.appending(path: ".build/python-venv/bin/python")
    process.arguments = [root.appending(path: "Tests/Python/image_peers.py").path] + arguments
    process.standardInput = try FileHandle(forReadingFrom: file)
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    return data
  }
}
