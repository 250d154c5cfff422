/// One row of the network's table of layers, after scaling.
public struct LayerSummary: Equatable, Sendable {
  /// The number of the layer, 0...26.
  public let index: Int
  /// The layer's kind with its own numbers, for example `SNN-Block-1(r=4)`.
  public let kind: String
  /// How often it is repeated.
  public let repeats: Int
  /// The layers it reads.
  public let from: [Int]
  /// The shape of its output, [channels, height, width]; the head's is [64 + classes, anchors].
  public let outputShape: [Int]
  /// The parameters, fixed ones included.
  public let parameterCount: Int
  /// The neurons, which is the number of membrane potentials.
  public let neuronCount: Int
  /// The multiply-accumulates of one timestep if no input were zero, padding counted.
  public let multiplyAccumulates: Int
}
