import CSpikeKernels

/// Finds the summand that makes I-LIF neurons fire at a wanted rate on given input currents.
struct FiringRateTarget {
  /// The neuron's constants.
  let neuron: NeuronConstants
  /// The wanted fraction of neurons that fire in a timestep.
  let rate: Double

  /// The largest number of neurons looked at.
  static let largestSampleCount = 1 << 16

  /// The summand, found by halving the interval -8...8.
  ///
  /// - Parameter currents: For each timestep the same neurons' input currents.
  func shift(for currents: [[Float]]) -> Float {
    var (low, high): (Float, Float) = (-8, 8)
    for _ in 0..<14 {
      let middle = (low + high) / 2
      if firingRate(of: currents, shiftedBy: middle) < rate { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }

  private func firingRate(of currents: [[Float]], shiftedBy shift: Float) -> Double {
    guard let count = currents.first?.count, count > 0 else { return 0 }
    var potentials = [Float](repeating: 0, count: count)
    var spikes = [UInt8](repeating: 0, count: count)
    var nonzero = 0
    for step in currents {
      let shifted = step.map { $0 + shift }
      spike_fire(
        shifted, &potentials, &spikes, count, neuron.alpha, neuron.beta, Float(neuron.largestSpikeCount))
      nonzero += spike_count_nonzero(spikes, count)
    }
    return Double(nonzero) / Double(count * currents.count)
  }
}
