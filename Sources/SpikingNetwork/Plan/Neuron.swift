/// A layer of I-LIF neurons: one neuron for each element of the feature map it reads.
///
/// Layers that read the same feature map always hold the same state, so they are one `Neuron` with several names.
public struct Neuron: Equatable, Hashable, Sendable {
  /// Its module paths in the published network, for example `model.4.1.Conv.lif1`; at least one.
  public internal(set) var names: [String]
  /// The number of channels.
  public let channels: Int
  /// Rows.
  public let height: Int
  /// Columns.
  public let width: Int
  /// Where its membrane potentials start within `MembraneState`.
  public let stateOffset: Int

  /// The number of neurons.
  public var elementCount: Int { channels * height * width }
  /// The path of the module that computes it.
  public var name: String { names[0] }
}
