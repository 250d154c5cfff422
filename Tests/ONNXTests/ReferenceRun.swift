import SpikingNetwork

/// Every spike and output of the reference engine over timesteps with the state carried.
final class ReferenceRun: SpikeObserver {
  /// The head outputs, one timestep after the other.
  private(set) var outputs: [Float] = []
  /// The spike counts of each neuron layer, one timestep after the other, [channels, height, width] each.
  private(set) var spikes: [String: [Float]] = [:]
  /// The state after the last timestep, as it is saved.
  private(set) var savedState: [UInt8] = []

  init(plan: NetworkPlan, inputs: [[Float]]) throws {
    let engine = ReferenceEngine(plan: plan)
    engine.spikeObserver = self
    var state = MembraneState(outline: plan.outline)
    for input in inputs {
      var output = [Float](repeating: .nan, count: plan.description.outputElementCount)
      var span = output.mutableSpan
      engine.step(input: input.span, state: &state, output: &span)
      outputs += output
    }
    savedState = try state.savedBytes()
  }

  func observe(neuron: Neuron, spikes: Span<UInt8>) {
    let pixels = neuron.height * neuron.width
    var counts: [Float] = []
    counts.reserveCapacity(neuron.elementCount)
    for channel in 0..<neuron.channels {
      for pixel in 0..<pixels { counts.append(Float(spikes[pixel * neuron.channels + channel])) }
    }
    self.spikes[neuron.name, default: []] += counts
  }
}
