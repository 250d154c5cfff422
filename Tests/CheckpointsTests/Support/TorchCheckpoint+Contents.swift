import Checkpoints
import SpikingNetwork

extension TorchCheckpoint {
  /// The bytes of all tensors by their names.
  func contents() throws -> [String: [UInt8]] {
    var contents: [String: [UInt8]] = [:]
    for (index, tensor) in tensors.enumerated() { contents[tensor.name] = try bytes(ofTensorAt: index) }
    return contents
  }

  /// The values of a tensor by its name.
  func floats(_ name: String) throws -> [Float] { try KeyedWeights(self).floats(named: name) }
}
