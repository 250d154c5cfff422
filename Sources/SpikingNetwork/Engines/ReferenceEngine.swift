/// The engine that all others are measured against: float32, one thread, every sum in a fixed order.
///
/// Convolutions add a weight row for each non-zero input, which is exact for finite weights. The same inputs give the
/// same bits on every processor.
public final class ReferenceEngine: InferenceEngine {
  /// The network with its weights.
  public let plan: NetworkPlan
  /// The network.
  public var outline: NetworkOutline { plan.outline }
  /// Sees the spikes of every neuron layer, or nil.
  public var spikeObserver: (any SpikeObserver)?

  private let runner: NodeRunner

  /// Creates an engine and all the memory it will ever need.
  public init(plan: NetworkPlan) {
    self.plan = plan
    runner = NodeRunner(topology: plan.topology)
  }

  /// Computes one timestep and moves the state on; see `InferenceEngine`.
  public func step(input: Span<Float>, state: inout MembraneState, output: inout MutableSpan<Float>) {
    let topology = plan.topology
    runner.step(
      input: input, state: &state, output: &output, digest: plan.digest,
      fired: { spikeObserver?.observe(neuron: topology.neurons[$0], spikes: $1) },
      convolve: { runner.convolve($0, topology.convolutions[$1], plan.weights[$1]) })
  }
}
