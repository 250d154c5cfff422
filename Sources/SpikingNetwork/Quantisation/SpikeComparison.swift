/// The spikes of two runs of a network, compared timestep by timestep.
public struct SpikeComparison: Equatable, Sendable {
  /// What is known of one neuron layer.
  public struct Difference: Equatable, Sendable {
    /// Neurons compared, each in each timestep.
    public fileprivate(set) var compared = 0
    /// Those whose spike counts differ.
    public fileprivate(set) var differing = 0
    /// The first timestep, counted from 0, in which a neuron differs; nil where none does.
    public fileprivate(set) var firstTimestep: Int?

    /// The fraction of neurons that differ, 0...1; 0 where none was compared.
    public var rate: Double { compared > 0 ? Double(differing) / Double(compared) : 0 }
  }

  /// In the order of `NetworkTopology.neurons`.
  public private(set) var layers: [Difference]
  /// The timesteps compared.
  public private(set) var timesteps = 0
  /// The index of the first layer, in the order of computation, that differs in the first timestep with a difference.
  public private(set) var firstLayer: Int?

  private let neurons: [Neuron]

  /// Creates a comparison that has seen nothing.
  public init(topology: NetworkTopology) {
    neurons = topology.neurons
    layers = Array(repeating: Difference(), count: topology.neurons.count)
  }

  /// All layers together.
  public var total: Difference {
    layers.reduce(into: Difference()) { total, layer in
      total.compared += layer.compared
      total.differing += layer.differing
      total.firstTimestep = [total.firstTimestep, layer.firstTimestep].compactMap { $0 }.min()
    }
  }

  /// Adds a timestep.
  public mutating func add(_ expected: SpikeRecord, _ actual: SpikeRecord) {
    let (expected, actual) = (expected.spikes, actual.spikes)
    for (index, neuron) in neurons.enumerated() {
      var differing = 0
      for element in neuron.stateOffset..<neuron.stateOffset + neuron.elementCount
      where expected[element] != actual[element] {
        differing += 1
      }
      layers[index].compared += neuron.elementCount
      layers[index].differing += differing
      guard differing > 0 else { continue }
      if layers[index].firstTimestep == nil { layers[index].firstTimestep = timesteps }
      if firstLayer == nil { firstLayer = index }
    }
    timesteps += 1
  }
}
