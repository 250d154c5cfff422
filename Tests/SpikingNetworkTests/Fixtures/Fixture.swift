import Foundation
import SpikingNetwork
import TestSupport
import Testing

/// A folder of reference outputs beside the repository, `../shared/fixtures/<name>`.
struct Fixture {
  /// What `expected.json` says about the network.
  struct Network: Decodable {
    var variant: NetworkVariant
    var depth: Double
    var width: Double
    var max_channels: Int
    var classes: Int
    var alpha: Float
    var beta: Float
    var D: Int
    var parameters: Int
  }

  /// What `expected.json` says about the input.
  struct Input: Decodable {
    var height: Int
    var width: Int
  }

  let folder: URL

  static let folder = PackageFolder.shared.appending(path: "fixtures")

  /// Whether the reference outputs are on this machine.
  static var areAvailable: Bool {
    FileManager.default.fileExists(atPath: folder.appending(path: "exact-gen1/expected.json").path)
  }

  static let skipMessage: Comment = "../shared/fixtures is not there: the exact reference outputs are not checked"

  init(_ name: String) { folder = Self.folder.appending(path: name) }

  func bytes(_ file: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: folder.appending(path: file))) }

  func safetensors(_ file: String) throws -> SafetensorsFile { try SafetensorsFile(bytes: bytes(file)) }

  func expected<Value: Decodable>(_ type: Value.Type = Value.self) throws -> Value {
    try JSONDecoder().decode(Value.self, from: Data(contentsOf: folder.appending(path: "expected.json")))
  }

  /// The model of the folder's weights.
  func model() throws -> ModelFile {
    struct Expected: Decodable {
      var network: Network
      var input: Input
    }
    let expected: Expected = try expected()
    let description = NetworkDescription(
      variant: expected.network.variant,
      scale: NetworkScale(
        depth: expected.network.depth, width: expected.network.width, maxChannels: expected.network.max_channels),
      neuron: NeuronConstants(
        alpha: expected.network.alpha, beta: expected.network.beta, largestSpikeCount: expected.network.D),
      input: NetworkInput(
        width: expected.input.width, height: expected.input.height, sensorWidth: expected.input.width,
        sensorHeight: expected.input.height),
      classNames: (0..<expected.network.classes).map { "class \($0)" },
      provenance: ModelProvenance(source: "fixture", writer: "test"))
    return try ModelFile(
      bytes: ModelFile.bytes(description: description, weights: safetensors("weights.safetensors")))
  }
}
