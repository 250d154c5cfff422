import CSpikeKernels

/// The engine that computes as neuromorphic hardware does, and counts what that takes.
///
/// An integer spike s in 0...D is s binary spikes, one at each of the virtual timesteps 0...s - 1. Every convolution of
/// spikes runs on the D virtual timesteps one after another and only ever adds the weights of the neurons that fired. The
/// convolutions whose input is real numbers, the stem and what follows inside an unmerged re-parameterised block, multiply.
///
/// With float32 weights it equals `ReferenceEngine` bit for bit where sums are exact in any order, and for D = 1 always;
/// elsewhere `w + w` after other weights rounds differently from `2 * w`. With quantised weights it equals
/// `QuantisedEngine` bit for bit always: sums of whole numbers have no order.
/// Source: Luo et al., ECCV 2024, section 3.
public final class SpikesEngine: InferenceEngine {
  /// The network with its weights.
  public let plan: NetworkPlan
  /// The network.
  public var outline: NetworkOutline { plan.outline }
  /// Sees the spikes of every neuron layer, or nil.
  public var spikeObserver: (any SpikeObserver)?
  /// What the last timestep took; to keep a copy beyond the next costs an allocation then.
  public private(set) var lastTimestep: NetworkActivity

  private let runner: NodeRunner
  private let virtualTimesteps: VirtualTimesteps
  private let quantised: QuantisedWeights?
  /// What a convolution of real numbers multiplies with; nil for a convolution of spikes.
  private let valueWeights: [ConvolutionWeights?]
  private let valueOperations: [Int]

  /// Creates an engine and all the memory it will ever need; quantised weights must be those of `plan`.
  public init(plan: NetworkPlan, quantised: QuantisedWeights? = nil) {
    precondition(quantised?.belong(to: plan) ?? true, "the weights belong to another plan")
    let topology = plan.topology
    self.plan = plan
    self.quantised = quantised
    lastTimestep = NetworkActivity(topology: topology)
    runner = NodeRunner(topology: topology)
    virtualTimesteps = VirtualTimesteps(runner: runner)
    let sources = topology.sources
    valueWeights =
      quantised?.valueWeights(topology)
      ?? zip(sources, plan.weights).map { source, weights in source.neuron == nil ? weights : nil }
    valueOperations = zip(topology.convolutions, sources).map { convolution, source in
      let map = topology.featureMaps[source.map]
      return DenseOperations(of: convolution, height: map.height, width: map.width).withoutZeroPadding
    }
  }

  /// Computes one timestep and moves the state on; see `InferenceEngine`.
  public func step(input: Span<Float>, state: inout MembraneState, output: inout MutableSpan<Float>) {
    let topology = plan.topology
    lastTimestep.removeAll()
    lastTimestep.timesteps = 1
    runner.step(
      input: input, state: &state, output: &output, digest: plan.digest,
      fired: { index, spikes in
        spikes.withUnsafeBufferPointer { spikes in
          lastTimestep.firedCounts[index] = spike_count_nonzero(spikes.baseAddress, spikes.count)
          lastTimestep.spikeCounts[index] = spike_sum(spikes.baseAddress, spikes.count)
        }
        spikeObserver?.observe(neuron: topology.neurons[index], spikes: spikes)
      },
      convolve: { node, index in
        let convolution = topology.convolutions[index]
        if let values = valueWeights[index] {
          runner.convolve(node, convolution, values)
          lastTimestep.multiplyAccumulates[index] = valueOperations[index]
        } else if let quantised {
          lastTimestep.accumulates[index] =
            virtualTimesteps.convolve(node, convolution, quantised.convolutions[index])
        } else {
          lastTimestep.accumulates[index] = virtualTimesteps.convolve(node, convolution, plan.weights[index])
        }
      })
  }
}
