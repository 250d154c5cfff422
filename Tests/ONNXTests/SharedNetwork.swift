import Checkpoints
import Foundation
import SpikingNetwork
import TestSupport
import Testing

/// Networks with inputs beside the repository, `../shared/fixtures/<name>`.
struct SharedNetwork {
  let model: ModelFile
  /// The timesteps in the order in which they enter the network.
  let inputs: [[Float]]

  private static let folder = PackageFolder.shared.appending(path: "fixtures")

  static let arePresent = FileManager.default.fileExists(
    atPath: folder.appending(path: "exact-gen1/expected.json").path)
  static let skipMessage: Comment = "../shared/fixtures is not there: exported models are not run on them"

  /// Reads a network; those without the variant in their tensors have it in their name.
  init(_ name: String) throws {
    func bytes(_ file: String) throws -> [UInt8] {
      [UInt8](try Data(contentsOf: Self.folder.appending(path: "\(name)/\(file)")))
    }
    let weights: any WeightSource
    var evidence = WeightEvidence()
    if name == "checkpoint-gen1" {
      let checkpoint = try TorchCheckpoint(FileContent(content: bytes("checkpoint.pt")))
      (weights, evidence) = (checkpoint, checkpoint.evidence)
    } else {
      weights = try SafetensorsFile(bytes: bytes("weights.safetensors"))
      evidence.variant = Finding(name.hasSuffix("coco") ? .coco : .gen1, source: "its name")
    }
    let network = try InferredNetwork(tensors: weights.tensors, evidence: evidence)
    let file = try SafetensorsFile(bytes: bytes("io.safetensors"))
    let key = name == "checkpoint-gen1" ? "input_u8" : "input_codes"
    let tensor = try file.header.requireTensor(named: key)
    let codes = Array(file.data(of: tensor)).map { Float($0) }
    let (height, width) = (tensor.shape[1], tensor.shape[2])
    switch name {
    case "exact-coco": inputs = Array(repeating: codes.map { $0 / 8 }, count: 3)
    default:
      let divisor: Float = key == "input_u8" ? 255 : 2
      inputs = (0..<tensor.shape[0]).map { step in
        let plane = codes[step * height * width..<(step + 1) * height * width].map { $0 / divisor }
        return plane + plane + plane
      }
    }
    let description = NetworkDescription(
      variant: network.variant.value, scale: network.scale,
      input: NetworkInput(width: width, height: height, sensorWidth: width, sensorHeight: height),
      classNames: (0..<network.classCount).map { "class \($0)" },
      provenance: ModelProvenance(source: name, writer: "test"))
    model = try ModelFile(bytes: ModelFile.bytes(description: description, weights: KeyedWeights(weights)))
  }

  private struct FileContent: ByteSource {
    let content: [UInt8]
    var byteCount: Int { content.count }
    func bytes(_ range: Range<Int>) -> [UInt8] { Array(content[range]) }
  }
}
