/// What a convolution reads.
public struct ConvolutionSource: Equatable, Sendable {
  /// The number of the layer it belongs to, 1...26.
  public let layer: Int
  /// The map that is read.
  public let map: Int
  /// The neurons whose spikes it reads, by their index in `NetworkTopology.neurons`; nil where it reads real numbers.
  public let neuron: Int?
}

extension NetworkTopology {
  /// What each convolution reads, in the order of `convolutions`.
  public var sources: [ConvolutionSource] {
    var neuronOfMap: [Int: Int] = [:]
    var sources: [ConvolutionSource] = []
    // Nodes name convolutions in their order, and neurons fire before their spikes are read.
    for node in nodes {
      switch node.operation {
      case .fire(let neuron): if let map = node.output { neuronOfMap[map] = neuron }
      case .convolve:
        sources.append(
          ConvolutionSource(layer: node.layer, map: node.inputs[0], neuron: neuronOfMap[node.inputs[0]]))
      default: break
      }
    }
    return sources
  }
}
