import CSpikeKernels

/// Computes single nodes of a network for one timestep, in feature maps of its own.
///
/// It allocates all its memory at the start.
final class NodeRunner {
  let topology: NetworkTopology

  private let arena: UnsafeMutableRawPointer
  private let offsets: [Int]
  let listStart: UnsafeMutablePointer<UInt32>
  let listEntries: UnsafeMutablePointer<spike_entry>

  init(topology: NetworkTopology) {
    self.topology = topology
    let layout = ArenaLayout(topology: topology)
    offsets = layout.offsets
    arena = .allocate(byteCount: layout.byteCount, alignment: 64)
    arena.initializeMemory(as: UInt8.self, repeating: 0, count: layout.byteCount)
    var (pixels, elements) = (1, 1)
    for node in topology.nodes {
      guard case .convolve(let index) = node.operation, !topology.convolutions[index].isDepthwise else { continue }
      let map = topology.featureMaps[node.inputs[0]]
      pixels = max(pixels, map.height * map.width)
      elements = max(elements, map.elementCount)
    }
    listStart = .allocate(capacity: pixels + 1)
    listStart.initialize(repeating: 0, count: pixels + 1)
    listEntries = .allocate(capacity: elements)
    listEntries.initialize(repeating: spike_entry(), count: elements)
  }

  deinit {
    arena.deallocate()
    listStart.deallocate()
    listEntries.deallocate()
  }

  /// The values of a map of that content.
  func values(_ map: Int) -> UnsafeMutablePointer<Float> {
    (arena + offsets[map]).assumingMemoryBound(to: Float.self)
  }

  /// The spike counts of a map of that content.
  func spikes(_ map: Int) -> UnsafeMutablePointer<UInt8> {
    (arena + offsets[map]).assumingMemoryBound(to: UInt8.self)
  }

  /// Brings the input from [3, height, width] to the first feature map.
  func load(_ input: Span<Float>) {
    let channels = NetworkInput.channels
    let pixels = input.count / channels
    let target = values(0)
    input.withUnsafeBufferPointer { source in
      for channel in 0..<channels {
        for pixel in 0..<pixels { target[pixel * channels + channel] = source[channel * pixels + pixel] }
      }
    }
  }

  /// Integrates the neurons' input and fires; `potentials` is the whole membrane state.
  func fire(_ node: Node, _ neuron: Neuron, _ potentials: UnsafeMutablePointer<Float>) {
    guard let output = node.output else { return }
    let constants = topology.description.neuron
    spike_fire(
      values(node.inputs[0]), potentials + neuron.stateOffset, spikes(output), neuron.elementCount, constants.alpha,
      constants.beta, Float(constants.largestSpikeCount))
  }

  /// Computes a convolution of spikes or of values.
  func convolve(_ node: Node, _ convolution: Convolution, _ weights: ConvolutionWeights) {
    guard let output = node.output else { return }
    let source = node.inputs[0]
    let input = topology.featureMaps[source]
    let shape = shape(node, convolution, output: output)
    switch (convolution.isDepthwise, input.content) {
    case (true, .spikes):
      spike_depthwise_counts(shape, spikes(source), weights.values, weights.bias, values(output))
    case (true, .values):
      spike_depthwise_values(shape, values(source), weights.outside, weights.values, weights.bias, values(output))
    case (false, .spikes):
      listCounts(source)
      spike_convolve(shape, weights.values, weights.bias, listStart, listEntries, values(output))
    case (false, .values):
      _ = spike_list_values(values(source), input.height, input.width, input.channels, listStart, listEntries)
      spike_convolve(shape, weights.values, weights.bias, listStart, listEntries, values(output))
    }
  }

  /// Lists the neurons of a map that fired, with their spike counts.
  func listCounts(_ map: Int) {
    let shape = topology.featureMaps[map]
    _ = spike_list_counts(spikes(map), shape.height, shape.width, shape.channels, listStart, listEntries)
  }

  /// The sum of two maps.
  func add(_ node: Node) {
    guard let output = node.output else { return }
    spike_add(
      values(node.inputs[0]), values(node.inputs[1]), values(output), topology.featureMaps[output].elementCount)
  }

  /// The 5x5 maximum of a map.
  func maximum5(_ node: Node) {
    guard let output = node.output else { return }
    let map = topology.featureMaps[output]
    spike_maximum_5(values(node.inputs[0]), map.height, map.width, map.channels, values(output))
  }

  /// Each pixel twice in both directions.
  func upsample2(_ node: Node) {
    guard let output = node.output else { return }
    let map = topology.featureMaps[node.inputs[0]]
    let (source, target) = (values(node.inputs[0]), values(output))
    for y in 0..<2 * map.height {
      for x in 0..<2 * map.width {
        (target + (y * 2 * map.width + x) * map.channels).update(
          from: source + (y / 2 * map.width + x / 2) * map.channels, count: map.channels)
      }
    }
  }

  /// The maps' channels one behind the other.
  func concatenate(_ node: Node) {
    guard let output = node.output else { return }
    let result = topology.featureMaps[output]
    let target = values(output)
    var channel = 0
    for input in node.inputs {
      let source = values(input)
      let channels = topology.featureMaps[input].channels
      for pixel in 0..<result.height * result.width {
        (target + pixel * result.channels + channel).update(from: source + pixel * channels, count: channels)
      }
      channel += channels
    }
  }

  /// Brings a branch of the head to its rows of [64 + classes, anchors].
  func emit(_ node: Node, channel: Int, anchor: Int, into output: UnsafeMutableBufferPointer<Float>) {
    let map = topology.featureMaps[node.inputs[0]]
    let anchorCount = topology.description.anchorCount
    let source = values(node.inputs[0])
    for c in 0..<map.channels {
      let row = (channel + c) * anchorCount + anchor
      for pixel in 0..<map.height * map.width { output[row + pixel] = source[pixel * map.channels + c] }
    }
  }
}
