/// Everything about a network but its weights; a model file holds it as JSON.
///
/// `NetworkTopology` derives every layer and shape from it: nothing about a network is compiled in.
public struct NetworkDescription: Equatable, Hashable, Sendable, Codable {
  /// The version of this description that is written and read.
  public static let currentFormatVersion = 1

  /// The version of the description, 1.
  public var formatVersion: Int
  /// The published form.
  public var variant: NetworkVariant
  /// Depth, width and their limits.
  public var scale: NetworkScale
  /// The neuron's constants, the same in every layer.
  public var neuron: NeuronConstants
  /// The input and how it comes from a sensor.
  public var input: NetworkInput
  /// The names of the classes in the order of the network's outputs, 1...4096 of them, none empty or twice.
  public var classNames: [String]
  /// What was done to the membrane potentials between windows in training.
  public var stateMode: StateMode
  /// Where the model comes from.
  public var provenance: ModelProvenance

  /// Creates a description of the current format version; the neuron's constants default to the variant's.
  public init(
    variant: NetworkVariant, scale: NetworkScale, neuron: NeuronConstants? = nil, input: NetworkInput,
    classNames: [String], stateMode: StateMode = .carry, provenance: ModelProvenance
  ) {
    formatVersion = Self.currentFormatVersion
    self.variant = variant
    self.scale = scale
    self.neuron = neuron ?? variant.publishedNeuron
    self.input = input
    self.classNames = classNames
    self.stateMode = stateMode
    self.provenance = provenance
  }

  private enum CodingKeys: String, CodingKey {
    case variant, scale, neuron, input, provenance
    case formatVersion = "format_version"
    case classNames = "classes"
    case stateMode = "state_mode"
  }
}

extension NetworkDescription {
  /// The channels of a head output that hold the box: 4 sides of 16 logits.
  public static let boxChannels = 64
  /// The strides of the three levels of the head, in input pixels.
  public static let strides = [8, 16, 32]

  /// The channels of the head output, 64 + classes.
  public var outputChannels: Int { Self.boxChannels + classNames.count }

  /// The anchors of the head output: the cells of the three levels.
  public var anchorCount: Int {
    Self.strides.reduce(0) { $0 + (input.width / $1) * (input.height / $1) }
  }

  /// The number of values of one head output, [64 + classes, anchors].
  public var outputElementCount: Int { outputChannels * anchorCount }
}
