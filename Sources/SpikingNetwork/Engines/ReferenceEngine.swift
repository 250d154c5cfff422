/// The engine that all others are measured against: float32, one thread, every sum in a fixed order.
///
/// Convolutions add a weight row for each non-zero input, which is exact for finite weights. The same inputs give the
/// same bits on every processor.
public final class ReferenceEngine: InferenceEngine {
  /// The network.
  public let plan: NetworkPlan
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
    precondition(input.count == topology.description.input.elementCount, "input is not [3, height, width]")
    precondition(output.count == topology.description.outputElementCount, "output is not [64 + classes, anchors]")
    precondition(
      state.digest == plan.digest && state.elementCount == topology.stateElementCount, "state of another model")
    runner.load(input)
    state.withUnsafeMutablePotentials { potentials in
      output.withUnsafeMutableBufferPointer { output in
        for node in topology.nodes { run(node, potentials, output) }
      }
    }
  }

  private func run(
    _ node: Node, _ potentials: UnsafeMutablePointer<Float>, _ output: UnsafeMutableBufferPointer<Float>
  ) {
    switch node.operation {
    case .fire(let index):
      let neuron = plan.topology.neurons[index]
      runner.fire(node, neuron, potentials)
      if let spikeObserver, let map = node.output {
        spikeObserver.observe(
          neuron: neuron, spikes: Span(_unsafeStart: runner.spikes(map), count: neuron.elementCount))
      }
    case .convolve(let index): runner.convolve(node, plan.topology.convolutions[index], plan.weights[index])
    case .add: runner.add(node)
    case .maximum5: runner.maximum5(node)
    case .upsample2: runner.upsample2(node)
    case .concatenate: runner.concatenate(node)
    case .emit(let channel, let anchor): runner.emit(node, channel: channel, anchor: anchor, into: output)
    }
  }
}
