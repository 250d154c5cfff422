import SpikingNetwork

/// The I-LIF neuron: u = beta * h + alpha * x, s = round(clamp(u, 0, D)), h = u - s.
extension GraphBuilder {
  private static let alpha = "neuron.alpha"
  private static let beta = "neuron.beta"
  private static let zero = "neuron.zero"
  private static let limit = "neuron.D"

  mutating func addNeuronConstants() {
    let neuron = topology.description.neuron
    for (name, value) in [
      (Self.alpha, neuron.alpha), (Self.beta, neuron.beta), (Self.zero, 0),
      (Self.limit, Float(neuron.largestSpikeCount)),
    ] {
      _ = constant(name, shape: [], [value])
    }
  }

  mutating func fire(_ neuron: Neuron, _ current: String, toMap map: Int) {
    let shape = [1, neuron.channels, neuron.height, neuron.width]
    let state = ONNXModel.stateName(of: neuron)
    let others = neuron.names.count > 1 ? "; also " + neuron.names.dropFirst().joined(separator: ", ") : ""
    addInput(state, shape: shape, "the membrane state of \(neuron.name)\(others)")
    let kept = add("Mul", [state, Self.beta], to: "kept.\(neuron.name)")
    let scaled = add("Mul", [current, Self.alpha], to: "scaled.\(neuron.name)")
    let potential = add("Add", [kept, scaled], to: ONNXModel.potentialName(of: neuron))
    let clamped = add("Clip", [potential, Self.zero, Self.limit], to: "clamped.\(neuron.name)")
    // ONNX's Round takes halves to the even neighbour, as the network does.
    add("Round", [clamped], toMap: map, named: ONNXModel.spikesName(of: neuron))
    let next = ONNXModel.nextStateName(of: neuron)
    add("Sub", [potential, name(ofMap: map)], to: next)
    addOutput(next, shape: shape, "the membrane state of \(neuron.name) after the timestep")
  }
}
