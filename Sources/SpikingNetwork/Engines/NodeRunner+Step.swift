extension NodeRunner {
  /// Computes a whole timestep: all that engines have in common.
  ///
  /// - Parameters:
  ///   - input: [3, height, width].
  ///   - state: A state of the model `digest`.
  ///   - output: [64 + classes, anchors].
  ///   - digest: The model that the engine computes.
  ///   - fired: Called with the index of each neuron layer and its spikes, once they are there.
  ///   - convolve: Computes the node of a convolution, given with its index.
  func step(
    input: Span<Float>, state: inout MembraneState, output: inout MutableSpan<Float>, digest: ModelDigest,
    fired: (_ neuron: Int, _ spikes: Span<UInt8>) -> Void, convolve: (_ node: Node, _ convolution: Int) -> Void
  ) {
    precondition(input.count == topology.description.input.elementCount, "input is not [3, height, width]")
    precondition(output.count == topology.description.outputElementCount, "output is not [64 + classes, anchors]")
    precondition(state.digest == digest && state.elementCount == topology.stateElementCount, "state of another model")
    load(input)
    state.withUnsafeMutablePotentials { potentials in
      output.withUnsafeMutableBufferPointer { output in
        for node in topology.nodes {
          switch node.operation {
          case .fire(let index):
            let neuron = topology.neurons[index]
            fire(node, neuron, potentials)
            if let map = node.output { fired(index, Span(_unsafeStart: spikes(map), count: neuron.elementCount)) }
          case .convolve(let index): convolve(node, index)
          case .add: add(node)
          case .maximum5: maximum5(node)
          case .upsample2: upsample2(node)
          case .concatenate: concatenate(node)
          case .emit(let channel, let anchor): emit(node, channel: channel, anchor: anchor, into: output)
          }
        }
      }
    }
  }
}
