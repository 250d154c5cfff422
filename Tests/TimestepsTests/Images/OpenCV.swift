import Foundation
import TestSupport
import Testing

/// OpenCV, which stands on the other side.
///
/// The environment is made by `Tests/Python/setup`, which `make test` calls.
enum OpenCV {
  /// Whether it is there; says what to do where it is not.
  static let isAvailable = PythonScript.isUsable("image_peers.py", ["check"], tests: "Tests against OpenCV")

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
    return try PythonScript.run("image_peers.py", arguments, input: file)
  }
}
