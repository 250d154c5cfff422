/// One operation of a network, with the feature maps it reads and writes by their index in `NetworkTopology`.
public struct Node: Equatable, Sendable {
  /// What is computed.
  public enum Operation: Equatable, Sendable {
    /// Integrate and fire: `NetworkTopology.neurons` by index.
    case fire(neuron: Int)
    /// A convolution, depthwise or not: `NetworkTopology.convolutions` by index.
    case convolve(Int)
    /// The sum of two maps.
    case add
    /// 5x5 maximum, stride 1, what lies outside does not count.
    case maximum5
    /// Each pixel becomes 2x2 pixels.
    case upsample2
    /// The maps' channels one behind the other.
    case concatenate
    /// The map becomes part of the head output, from that channel and that anchor on; it writes no feature map.
    case emit(channel: Int, anchor: Int)
  }

  /// The number of the layer it belongs to, 1...26.
  public let layer: Int
  /// What is computed.
  public let operation: Operation
  /// The feature maps that are read.
  public let inputs: [Int]
  /// The feature map that is written; nil for `emit`.
  public let output: Int?
}
