/// The engine of quantised weights, straightforward: what 16 and 8 bits change is measured with it.
///
/// Convolutions of spikes are sums of whole numbers in int32, exact in any order, then `sum * scale + bias` in float32;
/// convolutions of real numbers use the quantised weights in float32. Everything else is as in `ReferenceEngine`. The same
/// inputs give the same bits on every processor.
public final class QuantisedEngine: InferenceEngine {
  /// The network with its weights.
  public let plan: NetworkPlan
  /// The network.
  public var outline: NetworkOutline { plan.outline }
  /// Its weights as whole numbers.
  public let weights: QuantisedWeights
  /// Sees the spikes of every neuron layer, or nil.
  public var spikeObserver: (any SpikeObserver)?

  private let runner: NodeRunner
  private let valueWeights: [ConvolutionWeights?]

  /// Creates an engine and all the memory it will ever need; `weights` must be those of `plan`.
  public init(plan: NetworkPlan, weights: QuantisedWeights) {
    precondition(weights.belong(to: plan), "the weights belong to another plan")
    self.plan = plan
    self.weights = weights
    runner = NodeRunner(topology: plan.topology)
    valueWeights = weights.valueWeights(plan.topology)
  }

  /// Computes one timestep and moves the state on; see `InferenceEngine`.
  public func step(input: Span<Float>, state: inout MembraneState, output: inout MutableSpan<Float>) {
    let topology = plan.topology
    runner.step(
      input: input, state: &state, output: &output, digest: plan.digest,
      fired: { spikeObserver?.observe(neuron: topology.neurons[$0], spikes: $1) },
      convolve: { node, index in
        if let values = valueWeights[index] {
          runner.convolve(node, topology.convolutions[index], values)
        } else {
          runner.convolve(node, topology.convolutions[index], weights.convolutions[index])
        }
      })
  }
}

extension QuantisedWeights {
  /// Float32 weights for the convolutions that read real numbers, nil for those that read spikes.
  func valueWeights(_ topology: NetworkTopology) -> [ConvolutionWeights?] {
    zip(topology.sources, convolutions).map { source, convolution in
      source.neuron == nil ? convolution.dequantised() : nil
    }
  }
}
