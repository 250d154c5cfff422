/// The reference engine, which computes every convolution a second time with quantised weights, on the same input.
///
/// What two engines side by side give differs more with every layer, since one other spike changes what all neurons behind
/// it see. Here nothing is passed on: the comparison tells of each convolution alone.
public final class QuantisationProbe: InferenceEngine {
  /// The network with its weights.
  public let plan: NetworkPlan
  /// The network.
  public var outline: NetworkOutline { plan.outline }
  /// Its weights as whole numbers.
  public let weights: QuantisedWeights
  /// Sees the spikes of every neuron layer, or nil.
  public var spikeObserver: (any SpikeObserver)?
  /// For each convolution, what quantisation changed in its output so far.
  public private(set) var comparisons: [OutputComparison]

  private let runner: NodeRunner
  private let valueWeights: [ConvolutionWeights?]
  /// The output of a quantised convolution.
  private let quantised: UnsafeMutablePointer<Float>

  /// Creates an engine and all the memory it will ever need; `weights` must be those of `plan`.
  public init(plan: NetworkPlan, weights: QuantisedWeights) {
    precondition(weights.belong(to: plan), "the weights belong to another plan")
    let topology = plan.topology
    self.plan = plan
    self.weights = weights
    comparisons = Array(repeating: OutputComparison(), count: topology.convolutions.count)
    runner = NodeRunner(topology: topology)
    valueWeights = weights.valueWeights(topology)
    let count = topology.featureMaps.reduce(1) { max($0, $1.elementCount) }
    quantised = .allocate(capacity: count)
    quantised.initialize(repeating: 0, count: count)
  }

  deinit { quantised.deallocate() }

  /// Computes one timestep and moves the state on; see `InferenceEngine`.
  public func step(input: Span<Float>, state: inout MembraneState, output: inout MutableSpan<Float>) {
    let topology = plan.topology
    runner.step(
      input: input, state: &state, output: &output, digest: plan.digest,
      fired: { spikeObserver?.observe(neuron: topology.neurons[$0], spikes: $1) },
      convolve: { node, index in
        guard let map = node.output else { return }
        let convolution = topology.convolutions[index]
        let count = topology.featureMaps[map].elementCount
        if let values = valueWeights[index] {
          runner.convolve(node, convolution, values)
        } else {
          runner.convolve(node, convolution, weights.convolutions[index])
        }
        quantised.update(from: runner.values(map), count: count)
        runner.convolve(node, convolution, plan.weights[index])
        let expected = UnsafeBufferPointer(start: runner.values(map), count: count)
        let actual = UnsafeBufferPointer(start: quantised, count: count)
        comparisons[index].add(expected.span, actual.span)
      })
  }
}
