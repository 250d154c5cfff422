import CSpikeKernels

/// Computes convolutions of spikes virtual timestep by virtual timestep, by additions of weights alone.
///
/// It allocates all its memory at the start.
final class VirtualTimesteps {
  private let runner: NodeRunner
  private let largestSpikeCount: UInt8
  private let start: UnsafeMutablePointer<UInt32>
  private let fired: UnsafeMutablePointer<UInt32>
  private let zeros: [Float]

  /// Works on the feature maps of `runner`.
  init(runner: NodeRunner) {
    let topology = runner.topology
    self.runner = runner
    largestSpikeCount = UInt8(clamping: topology.description.neuron.largestSpikeCount)
    let maps = topology.featureMaps.filter { $0.content == .spikes }
    let pixels = maps.reduce(1) { max($0, $1.height * $1.width) }
    let elements = maps.reduce(1) { max($0, $1.elementCount) }
    start = .allocate(capacity: pixels + 1)
    start.initialize(repeating: 0, count: pixels + 1)
    fired = .allocate(capacity: elements)
    fired.initialize(repeating: 0, count: elements)
    zeros = [Float](repeating: 0, count: topology.convolutions.reduce(0) { max($0, $1.outputChannels) })
  }

  deinit {
    start.deallocate()
    fired.deallocate()
  }

  /// Computes a convolution in float32 and gives the number of additions of a weight.
  func convolve(_ node: Node, _ convolution: Convolution, _ weights: ConvolutionWeights) -> Int {
    guard let output = node.output else { return 0 }
    let map = runner.topology.featureMaps[output]
    let shape = runner.shape(node, convolution, output: output)
    let sums = runner.values(output)
    let pixels = map.height * map.width
    // The order of the reference: a dense sum starts at the bias, a depthwise one ends with it.
    spike_fill_rows(sums, pixels, map.channels, convolution.isDepthwise ? zeros : weights.bias)
    let additions = forEachVirtualTimestep(node) {
      convolution.isDepthwise
        ? spike_accumulate_depthwise_f32(shape, weights.values, start, fired, sums)
        : spike_accumulate_f32(shape, weights.values, start, fired, sums)
    }
    if convolution.isDepthwise { spike_add_rows(sums, pixels, map.channels, weights.bias) }
    return additions
  }

  /// Computes a convolution with sums of whole numbers and gives the number of additions of a weight.
  func convolve(_ node: Node, _ convolution: Convolution, _ weights: QuantisedConvolution) -> Int {
    guard let output = node.output else { return 0 }
    let map = runner.topology.featureMaps[output]
    let shape = runner.shape(node, convolution, output: output)
    let pixels = map.height * map.width
    // The sums lie where their float32 results will: both have 4 bytes.
    let sums = UnsafeMutableRawPointer(runner.values(output)).assumingMemoryBound(to: Int32.self)
    sums.update(repeating: 0, count: map.elementCount)
    let additions = forEachVirtualTimestep(node) {
      switch (weights.numbers, convolution.isDepthwise) {
      case (.int16(let numbers), false): spike_accumulate_i16(shape, numbers, start, fired, sums)
      case (.int8(let numbers), false): spike_accumulate_i8(shape, numbers, start, fired, sums)
      case (.int16(let numbers), true): spike_accumulate_depthwise_i16(shape, numbers, start, fired, sums)
      case (.int8(let numbers), true): spike_accumulate_depthwise_i8(shape, numbers, start, fired, sums)
      }
    }
    spike_dequantise(sums, pixels, map.channels, weights.scales, weights.bias, runner.values(output))
    return additions
  }

  /// Lists the neurons that fire at each virtual timestep, calls `accumulate`, and gives the sum of what it returns.
  private func forEachVirtualTimestep(_ node: Node, _ accumulate: () -> Int) -> Int {
    let source = node.inputs[0]
    let map = runner.topology.featureMaps[source]
    var additions = 0
    for virtualTimestep in 0..<largestSpikeCount {
      let count = spike_list_fired(
        runner.spikes(source), map.height, map.width, map.channels, virtualTimestep, start, fired)
      // Whoever is silent now stays so until the last virtual timestep.
      guard count > 0 else { break }
      additions += accumulate()
    }
    return additions
  }
}
