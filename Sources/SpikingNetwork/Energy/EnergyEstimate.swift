/// What a network's convolutions cost on given data, spiking and as an ANN of the same architecture, per timestep.
///
/// The ANN takes one multiply-accumulate for every weight and place, and sees each timestep once. Two ways of counting are
/// kept apart: `counted` is what really happened, without taps that fall on padding of zeros; `literature` is the mean
/// spike count times the dense multiply-accumulates, padding counted, as publications of the field have it.
/// Source: MODEL.md section 1; Luo et al., ECCV 2024, section 4.
public struct EnergyEstimate: Equatable, Sendable {
  /// What a part of the network costs.
  public struct Share: Equatable, Sendable {
    /// The operations that happened.
    public var counted = OperationCounts()
    /// The operations as the literature counts them.
    public var literature = OperationCounts()
    /// The ANN's operations, without taps that fall on padding of zeros.
    public var countedANN = OperationCounts()
    /// The ANN's operations as the literature counts them.
    public var literatureANN = OperationCounts()

    static func += (left: inout Share, right: Share) {
      left.counted += right.counted
      left.literature += right.literature
      left.countedANN += right.countedANN
      left.literatureANN += right.literatureANN
    }
  }

  /// How much the neurons fired that a part of the network reads.
  public struct Firing: Equatable, Sendable {
    /// The mean fraction of neurons that fire in a timestep, 0...1.
    public var rate: Double
    /// The mean spike count of a neuron in a timestep, 0...D.
    public var spikesPerNeuron: Double
  }

  /// A row of the estimate: a convolution, or a layer of the network's table.
  public struct Row: Equatable, Sendable {
    /// The module path of a convolution; the kind of a layer.
    public var name: String
    /// The number of the layer, 1...26.
    public var layer: Int
    /// The neurons that are read, each layer of them once; nil where only real numbers are.
    public var firing: Firing?
    /// The costs.
    public var share: Share
  }

  /// The timesteps that the means are over.
  public let timesteps: Int
  /// A row for each convolution, in the order of `NetworkTopology.convolutions`.
  public let convolutions: [Row]
  /// A row for each layer that has convolutions, in the network's order.
  public let layers: [Row]
  /// The whole network.
  public let total: Share

  /// Works out the costs of a network that did `activity`; all are 0 for the activity of no timestep.
  public init(topology: NetworkTopology, activity: NetworkActivity) {
    let timesteps = Double(max(activity.timesteps, 1))
    let sources = topology.sources
    func firing(_ neurons: some Sequence<Int>) -> Firing? {
      var (count, fired, spikes) = (0, 0, 0)
      for neuron in neurons {
        count += topology.neurons[neuron].elementCount
        fired += activity.firedCounts[neuron]
        spikes += activity.spikeCounts[neuron]
      }
      guard count > 0 else { return nil }
      let all = Double(count) * timesteps
      return Firing(rate: Double(fired) / all, spikesPerNeuron: Double(spikes) / all)
    }
    let convolutions = topology.convolutions.indices.map { index in
      let map = topology.featureMaps[sources[index].map]
      let dense = DenseOperations(of: topology.convolutions[index], height: map.height, width: map.width)
      let firing = firing(sources[index].neuron.map { [$0] } ?? [])
      let padded = Double(dense.withPadding)
      return Row(
        name: topology.convolutions[index].module, layer: sources[index].layer, firing: firing,
        share: Share(
          counted: OperationCounts(
            accumulates: Double(activity.accumulates[index]) / timesteps,
            multiplyAccumulates: Double(activity.multiplyAccumulates[index]) / timesteps),
          literature: firing.map { OperationCounts(accumulates: $0.spikesPerNeuron * padded) }
            ?? OperationCounts(multiplyAccumulates: activity.timesteps > 0 ? padded : 0),
          countedANN: OperationCounts(multiplyAccumulates: Double(dense.withoutZeroPadding)),
          literatureANN: OperationCounts(multiplyAccumulates: padded)))
    }
    layers = topology.layers.compactMap { layer in
      let rows = convolutions.filter { $0.layer == layer.index }
      guard !rows.isEmpty else { return nil }
      var share = Share()
      for row in rows { share += row.share }
      let neurons = Set(sources.filter { $0.layer == layer.index }.compactMap(\.neuron))
      return Row(name: layer.kind, layer: layer.index, firing: firing(neurons), share: share)
    }
    var total = Share()
    for row in convolutions { total += row.share }
    self.timesteps = activity.timesteps
    self.convolutions = convolutions
    self.total = total
  }
}
