/// The published forms of SpikeYOLO, which differ in their neuron's constants and in the repeats of one layer.
public enum NetworkVariant: String, Sendable, Codable, CaseIterable {
  /// The event-camera network.
  case gen1
  /// The static-image network.
  case coco

  /// The constants that the published network of this variant was trained with.
  public var publishedNeuron: NeuronConstants {
    switch self {
    case .gen1: NeuronConstants(alpha: 0.5, beta: 0.5, largestSpikeCount: 4)
    case .coco: NeuronConstants(alpha: 1, beta: 0.25, largestSpikeCount: 4)
    }
  }

  /// The repeats of layer 8 before scaling.
  var layer8Repeats: Int {
    switch self {
    case .gen1: 1
    case .coco: 3
    }
  }
}
