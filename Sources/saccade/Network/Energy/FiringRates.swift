import SpikingNetwork

/// The firing rate of each layer at each timestep.
struct FiringRates {
  /// The numbers of the layers that read spikes, in the network's order.
  let layers: [Int]
  /// For each of them, the fraction of the neurons it reads that fired, timestep after timestep.
  private(set) var rates: [[Float]]

  private let neurons: [[Int]]
  private let counts: [Int]

  init(topology: NetworkTopology) {
    let sources = topology.sources
    layers = topology.layers.map(\.index).filter { layer in
      sources.contains { $0.layer == layer && $0.neuron != nil }
    }
    neurons = layers.map { layer in
      Set(sources.filter { $0.layer == layer }.compactMap(\.neuron)).sorted()
    }
    counts = neurons.map { $0.reduce(0) { $0 + topology.neurons[$1].elementCount } }
    rates = layers.map { _ in [] }
  }

  /// Adds a timestep.
  mutating func add(_ activity: NetworkActivity) {
    for index in layers.indices {
      let fired = neurons[index].reduce(0) { $0 + activity.firedCounts[$1] }
      rates[index].append(Float(fired) / Float(counts[index]))
    }
  }
}
