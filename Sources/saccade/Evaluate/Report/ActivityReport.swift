import SpikingNetwork

/// How much a network fired, and what that costs, per timestep.
struct ActivityReport: Encodable {
  struct Layer: Encodable {
    var layer: Int
    var name: String
    var firingRate: Double
    var spikesPerNeuron: Double

    enum CodingKeys: String, CodingKey {
      case layer, name
      case firingRate = "firing_rate"
      case spikesPerNeuron = "spikes_per_neuron"
    }
  }

  let timesteps: Int
  let firingRate: Double
  let spikesPerNeuron: Double
  let layers: [Layer]
  /// In float32, with re-parameterised convolutions merged.
  let energy: EnergyReport.Total

  enum CodingKeys: String, CodingKey {
    case timesteps, layers, energy
    case firingRate = "firing_rate"
    case spikesPerNeuron = "spikes_per_neuron"
  }

  init(_ activity: NetworkActivity, topology: NetworkTopology) {
    let estimate = EnergyEstimate(topology: topology, activity: activity)
    let all = Double(topology.neurons.reduce(0) { $0 + $1.elementCount }) * Double(max(activity.timesteps, 1))
    timesteps = activity.timesteps
    firingRate = Double(activity.firedCounts.reduce(0, +)) / all
    spikesPerNeuron = Double(activity.spikeCounts.reduce(0, +)) / all
    layers = estimate.layers.compactMap { row in
      row.firing.map {
        Layer(layer: row.layer, name: row.name, firingRate: $0.rate, spikesPerNeuron: $0.spikesPerNeuron)
      }
    }
    energy = EnergyReport.Total(estimate.total, figures: OperationEnergy(.float32))
  }
}
