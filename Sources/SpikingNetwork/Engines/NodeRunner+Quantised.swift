import CSpikeKernels

extension NodeRunner {
  /// The shape of a convolution as the kernels take it.
  func shape(_ node: Node, _ convolution: Convolution, output: Int) -> spike_convolution {
    let input = topology.featureMaps[node.inputs[0]]
    let result = topology.featureMaps[output]
    return spike_convolution(
      input_height: input.height, input_width: input.width, input_channels: input.channels,
      output_height: result.height, output_width: result.width, output_channels: result.channels,
      kernel: convolution.kernel, stride: convolution.stride, padding: convolution.padding)
  }

  /// Computes a convolution of spikes with sums of whole numbers.
  func convolve(_ node: Node, _ convolution: Convolution, _ weights: QuantisedConvolution) {
    guard let output = node.output else { return }
    let source = node.inputs[0]
    let shape = shape(node, convolution, output: output)
    if !convolution.isDepthwise { listCounts(source) }
    switch (weights.numbers, convolution.isDepthwise) {
    case (.int16(let numbers), false):
      spike_convolve_i16(shape, numbers, weights.scales, weights.bias, listStart, listEntries, values(output))
    case (.int8(let numbers), false):
      spike_convolve_i8(shape, numbers, weights.scales, weights.bias, listStart, listEntries, values(output))
    case (.int16(let numbers), true):
      spike_depthwise_i16(shape, spikes(source), numbers, weights.scales, weights.bias, values(output))
    case (.int8(let numbers), true):
      spike_depthwise_i8(shape, spikes(source), numbers, weights.scales, weights.bias, values(output))
    }
  }
}
