import SpikingNetwork

/// Everything that `network energy` shows, per timestep; energies in millijoules.
struct EnergyReport: Encodable {
  struct Operations: Encodable {
    var ac: Double
    var mac: Double
    var millijoules: Double
  }

  /// One network, counted in one way, beside the ANN.
  struct Comparison: Encodable {
    var snn: Operations
    var ann: Operations
    /// The ANN's energy divided by the spiking network's; nil where that takes none.
    var ratio: Double?

    enum CodingKeys: String, CodingKey {
      case snn, ann
      case ratio = "ann_over_snn"
    }
  }

  struct Row: Encodable {
    var name: String
    var layer: Int
    var firingRate: Double?
    var spikesPerNeuron: Double?
    var counted: Comparison
    var literature: Comparison

    enum CodingKeys: String, CodingKey {
      case name, layer, counted, literature
      case firingRate = "firing_rate"
      case spikesPerNeuron = "spikes_per_neuron"
    }
  }

  struct Total: Encodable {
    var counted: Comparison
    var literature: Comparison
  }

  struct Figures: Encodable {
    var arithmetic: String
    var mac: Double
    var ac: Double

    enum CodingKeys: String, CodingKey {
      case arithmetic
      case mac = "mac_picojoules"
      case ac = "ac_picojoules"
    }
  }

  struct LayerRates: Encodable {
    var layer: Int
    var rates: [Float]
  }

  let model: String
  let digest: String
  let input: String
  let timesteps: Int
  let timestepMicroseconds: Int64
  let timestepsPerWindow: Int
  let largestSpikeCount: Int
  let isMerged: Bool
  let state: StateMode
  let figures: Figures
  let layers: [Row]
  let convolutions: [Row]
  let total: Total
  let firingRates: [LayerRates]

  enum CodingKeys: String, CodingKey {
    case model, digest, input, timesteps, state, figures, layers, convolutions, total
    case timestepMicroseconds = "timestep_microseconds"
    case timestepsPerWindow = "timesteps_per_window"
    case largestSpikeCount = "D"
    case isMerged = "merged"
    case firingRates = "firing_rate_per_timestep"
  }

  init(
    model: String, input: String, plan: NetworkPlan, state: StateMode, arithmetic: String, figures: OperationEnergy,
    activity: NetworkActivity, rates: FiringRates
  ) {
    let estimate = EnergyEstimate(topology: plan.topology, activity: activity)
    self.model = model
    digest = plan.digest.description
    self.input = input
    timesteps = estimate.timesteps
    timestepMicroseconds = plan.description.input.timestepMicroseconds
    timestepsPerWindow = plan.description.input.timestepsPerWindow
    largestSpikeCount = plan.description.neuron.largestSpikeCount
    isMerged = plan.topology.isMerged
    self.state = state
    self.figures = Figures(
      arithmetic: arithmetic, mac: figures.multiplyAccumulatePicojoules, ac: figures.accumulatePicojoules)
    func row(_ row: EnergyEstimate.Row) -> Row {
      let sums = Total(row.share, figures: figures)
      return Row(
        name: row.name, layer: row.layer, firingRate: row.firing?.rate, spikesPerNeuron: row.firing?.spikesPerNeuron,
        counted: sums.counted, literature: sums.literature)
    }
    layers = estimate.layers.map(row)
    convolutions = estimate.convolutions.map(row)
    total = Total(estimate.total, figures: figures)
    firingRates = zip(rates.layers, rates.rates).map { LayerRates(layer: $0, rates: $1) }
  }
}

extension EnergyReport.Total {
  /// What a share of a network's operations costs.
  init(_ share: EnergyEstimate.Share, figures: OperationEnergy) {
    func operations(_ counts: OperationCounts) -> EnergyReport.Operations {
      EnergyReport.Operations(
        ac: counts.accumulates, mac: counts.multiplyAccumulates, millijoules: counts.millijoules(figures))
    }
    func comparison(_ snn: OperationCounts, _ ann: OperationCounts) -> EnergyReport.Comparison {
      let (snn, ann) = (operations(snn), operations(ann))
      return EnergyReport.Comparison(
        snn: snn, ann: ann, ratio: snn.millijoules > 0 ? ann.millijoules / snn.millijoules : nil)
    }
    self.init(
      counted: comparison(share.counted, share.countedANN),
      literature: comparison(share.literature, share.literatureANN))
  }
}
