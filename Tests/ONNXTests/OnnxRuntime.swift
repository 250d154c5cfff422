import Foundation
import SpikingNetwork
import TestSupport

/// ONNX Runtime and the checker of the `onnx` package, run by `Tests/Python/onnx_peer.py`.
enum OnnxRuntime {
  /// Whether the Python environment is there and has both packages.
  static let isPresent = PythonScript.isUsable("onnx_peer.py", ["available"], tests: "Tests with ONNX Runtime")

  /// What the checker says about a valid model.
  struct Report: Decodable {
    var opset: [String: Int]
    var inputs: [String: [Int]]
    var outputs: [String: [Int]]
    var operators: [String: Int]
    var metadata: [String: String]
  }

  /// Checks a model; throws for one that is not valid.
  static func check(_ model: [UInt8]) throws -> Report {
    let folder = try TemporaryFolder()
    let file = try folder.write(model, to: "model.onnx")
    return try JSONDecoder().decode(Report.self, from: PythonScript.run("onnx_peer.py", ["check", file]))
  }

  /// Runs timesteps, [3, height, width] each, from the state that is zero.
  static func run(_ model: [UInt8], inputs: [[Float]], height: Int, width: Int) throws -> SafetensorsFile {
    let folder = try TemporaryFolder()
    var builder = SafetensorsBuilder()
    builder.add("input", shape: [inputs.count, 3, height, width], floats: inputs.flatMap { $0 })
    try folder.write(model, to: "model.onnx")
    try folder.write(builder.fileBytes(), to: "input")
    try PythonScript.run("onnx_peer.py", ["run", "model.onnx", "input", "output"], in: folder.url)
    return try SafetensorsFile(bytes: folder.read("output"))
  }
}
