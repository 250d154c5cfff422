import CSpikeKernels

/// Measures in each layer which share of the neurons fires, while any engine computes it.
public final class FiringRateMeter: SpikeObserver {
  private let neuronAtOffset: [Int: Int]
  /// The layers that have neurons.
  private let layers: [LayerSummary]
  /// For each neuron layer where its layer stands in `layers`.
  private let positions: [Int]
  private var observed: [Int]
  private var fired: [Int]

  /// Creates a meter that has seen nothing.
  public init(topology: NetworkTopology) {
    neuronAtOffset = Dictionary(uniqueKeysWithValues: topology.neurons.enumerated().map { ($1.stateOffset, $0) })
    var layerOfNeuron = [Int](repeating: 0, count: topology.neurons.count)
    for node in topology.nodes {
      if case .fire(let neuron) = node.operation { layerOfNeuron[neuron] = node.layer }
    }
    let indices = Set(layerOfNeuron).sorted()
    layers = indices.map { topology.layers[$0] }
    positions = layerOfNeuron.map { layer in indices.firstIndex(of: layer) ?? 0 }
    observed = Array(repeating: 0, count: indices.count)
    fired = observed
  }

  /// Counts one layer's neurons.
  public func observe(neuron: Neuron, spikes: Span<UInt8>) {
    guard let index = neuronAtOffset[neuron.stateOffset] else { return }
    let position = positions[index]
    observed[position] += spikes.count
    fired[position] += spikes.withUnsafeBufferPointer { Int(spike_count_nonzero($0.baseAddress, $0.count)) }
  }

  /// Gives the rates since the last call, in the order of the layers, and begins anew; empty where nothing was seen.
  public func takeRates() -> [LayerFiringRate] {
    defer {
      for position in layers.indices { (observed[position], fired[position]) = (0, 0) }
    }
    return layers.indices.filter { observed[$0] > 0 }.map { position in
      LayerFiringRate(
        layer: layers[position].index, kind: layers[position].kind,
        rate: Float(fired[position]) / Float(observed[position]))
    }
  }
}
