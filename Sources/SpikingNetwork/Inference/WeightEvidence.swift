/// What a file of weights says about its network besides the tensors; all of it may be absent.
public struct WeightEvidence: Equatable, Sendable {
  /// The names of the classes in the order of the outputs.
  public var classNames: Finding<[String]>?
  /// The side in pixels that inputs were scaled to in training.
  public var imageSize: Finding<Int>?
  /// The form of the network.
  public var variant: Finding<NetworkVariant>?
  /// The neuron's factor of the input current.
  public var alpha: Finding<Float>?
  /// The neuron's factor of the potential carried over.
  public var beta: Finding<Float>?
  /// The largest number of spikes of a neuron in a timestep, D.
  public var largestSpikeCount: Finding<Int>?
  /// Whether the published training code wrote the file.
  public var isFromPublishedTraining = false

  /// Creates evidence of nothing.
  public init() {}
}
