/// What a network did in a number of timesteps, as the spike-driven engine counts it.
///
/// Layers are in the order of `NetworkTopology.neurons` and `NetworkTopology.convolutions`.
public struct NetworkActivity: Equatable, Sendable {
  /// The timesteps counted.
  public internal(set) var timesteps = 0
  /// For each neuron layer: how often a neuron fired in a timestep, at least one spike.
  public internal(set) var firedCounts: [Int]
  /// For each neuron layer: the sum of all spikes.
  public internal(set) var spikeCounts: [Int]
  /// For each convolution that reads spikes: the additions of a weight, taps outside the map left out; 0 for others.
  public internal(set) var accumulates: [Int]
  /// For each convolution that reads real numbers: the multiplications of a value by a weight; 0 for others.
  ///
  /// Padding counts where it has a value of its own (BN-pad) and not where it is zero.
  public internal(set) var multiplyAccumulates: [Int]

  /// Creates the activity of no timestep.
  public init(topology: NetworkTopology) {
    firedCounts = Array(repeating: 0, count: topology.neurons.count)
    spikeCounts = firedCounts
    accumulates = Array(repeating: 0, count: topology.convolutions.count)
    multiplyAccumulates = accumulates
  }

  /// Creates the activity that was counted elsewhere; each list is as long as that of the network's layers.
  package init(
    timesteps: Int, firedCounts: [Int], spikeCounts: [Int], accumulates: [Int], multiplyAccumulates: [Int]
  ) {
    self.timesteps = timesteps
    self.firedCounts = firedCounts
    self.spikeCounts = spikeCounts
    self.accumulates = accumulates
    self.multiplyAccumulates = multiplyAccumulates
  }

  /// Forgets everything.
  mutating func removeAll() {
    timesteps = 0
    for index in firedCounts.indices { (firedCounts[index], spikeCounts[index]) = (0, 0) }
    for index in accumulates.indices { (accumulates[index], multiplyAccumulates[index]) = (0, 0) }
  }

  /// Adds the activity of other timesteps of the same network.
  public static func += (left: inout NetworkActivity, right: NetworkActivity) {
    precondition(left.firedCounts.count == right.firedCounts.count && left.accumulates.count == right.accumulates.count)
    left.timesteps &+= right.timesteps
    for index in left.firedCounts.indices {
      left.firedCounts[index] &+= right.firedCounts[index]
      left.spikeCounts[index] &+= right.spikeCounts[index]
    }
    for index in left.accumulates.indices {
      left.accumulates[index] &+= right.accumulates[index]
      left.multiplyAccumulates[index] &+= right.multiplyAccumulates[index]
    }
  }
}
