import CSpikeKernels

/// The engine that all others are measured against: float32, one thread, every sum in a fixed order.
///
/// Convolutions add a weight row for each non-zero input, which is exact for finite weights. The same inputs give the
/// same bits on every processor.
public final class ReferenceEngine: InferenceEngine {
  public let plan: NetworkPlan
  public var spikeObserver: (any SpikeObserver)?

  private let arena: UnsafeMutableRawPointer
  private let offsets: [Int]
  private let listStart: UnsafeMutablePointer<UInt32>
  private let listEntries: UnsafeMutablePointer<spike_entry>

  /// Creates an engine and all the memory it will ever need.
  public init(plan: NetworkPlan) {
    self.plan = plan
    let topology = plan.topology
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

  public func step(input: Span<Float>, state: inout MembraneState, output: inout MutableSpan<Float>) {
    let topology = plan.topology
    let description = topology.description
    precondition(input.count == description.input.elementCount, "input is not [3, height, width]")
    precondition(output.count == description.outputElementCount, "output is not [64 + classes, anchors]")
    precondition(
      state.digest == plan.digest && state.elementCount == topology.stateElementCount, "state of another model")
    load(input)
    let neuron = description.neuron
    let anchorCount = description.anchorCount
    state.withUnsafeMutablePotentials { potentials in
      output.withUnsafeMutableBufferPointer { output in
        for node in topology.nodes {
          switch node.operation {
          case .fire(let index): fire(node, topology.neurons[index], potentials, neuron)
          case .convolve(let index): convolve(node, topology.convolutions[index], plan.weights[index])
          case .add: add(node)
          case .maximum5: maximum5(node)
          case .upsample2: upsample2(node)
          case .concatenate: concatenate(node)
          case .emit(let channel, let anchor): emit(node, channel, anchor, anchorCount, output)
          }
        }
      }
    }
  }

  private func values(_ map: Int) -> UnsafeMutablePointer<Float> {
    (arena + offsets[map]).assumingMemoryBound(to: Float.self)
  }

  private func spikes(_ map: Int) -> UnsafeMutablePointer<UInt8> {
    (arena + offsets[map]).assumingMemoryBound(to: UInt8.self)
  }

  /// Brings the input from [3, height, width] to NHWC.
  private func load(_ input: Span<Float>) {
    let channels = NetworkInput.channels
    let pixels = input.count / channels
    let target = values(0)
    input.withUnsafeBufferPointer { source in
      for channel in 0..<channels {
        for pixel in 0..<pixels { target[pixel * channels + channel] = source[channel * pixels + pixel] }
      }
    }
  }

  private func fire(
    _ node: Node, _ neuron: Neuron, _ potentials: UnsafeMutablePointer<Float>, _ constants: NeuronConstants
  ) {
    guard let output = node.output else { return }
    let spikes = spikes(output)
    spike_fire(
      values(node.inputs[0]), potentials + neuron.stateOffset, spikes, neuron.elementCount, constants.alpha,
      constants.beta, Float(constants.largestSpikeCount))
    spikeObserver?.observe(neuron: neuron, spikes: Span(_unsafeStart: spikes, count: neuron.elementCount))
  }

  private func convolve(_ node: Node, _ convolution: Convolution, _ weights: ConvolutionWeights) {
    guard let output = node.output else { return }
    let input = plan.topology.featureMaps[node.inputs[0]]
    let result = plan.topology.featureMaps[output]
    let shape = spike_convolution(
      input_height: input.height, input_width: input.width, input_channels: input.channels,
      output_height: result.height, output_width: result.width, output_channels: result.channels,
      kernel: convolution.kernel, stride: convolution.stride, padding: convolution.padding)
    if convolution.isDepthwise {
      if input.content == .spikes {
        spike_depthwise_counts(shape, spikes(node.inputs[0]), weights.values, weights.bias, values(output))
      } else {
        spike_depthwise_values(
          shape, values(node.inputs[0]), weights.outside, weights.values, weights.bias, values(output))
      }
    } else {
      if input.content == .spikes {
        _ = spike_list_counts(
          spikes(node.inputs[0]), input.height, input.width, input.channels, listStart, listEntries)
      } else {
        _ = spike_list_values(
          values(node.inputs[0]), input.height, input.width, input.channels, listStart, listEntries)
      }
      spike_convolve(shape, weights.values, weights.bias, listStart, listEntries, values(output))
    }
  }

  private func add(_ node: Node) {
    guard let output = node.output else { return }
    spike_add(
      values(node.inputs[0]), values(node.inputs[1]), values(output), plan.topology.featureMaps[output].elementCount)
  }

  private func maximum5(_ node: Node) {
    guard let output = node.output else { return }
    let map = plan.topology.featureMaps[output]
    spike_maximum_5(values(node.inputs[0]), map.height, map.width, map.channels, values(output))
  }

  private func upsample2(_ node: Node) {
    guard let output = node.output else { return }
    let map = plan.topology.featureMaps[node.inputs[0]]
    let (source, target) = (values(node.inputs[0]), values(output))
    for y in 0..<2 * map.height {
      for x in 0..<2 * map.width {
        (target + (y * 2 * map.width + x) * map.channels).update(
          from: source + (y / 2 * map.width + x / 2) * map.channels, count: map.channels)
      }
    }
  }

  private func concatenate(_ node: Node) {
    guard let output = node.output else { return }
    let result = plan.topology.featureMaps[output]
    let target = values(output)
    var channel = 0
    for input in node.inputs {
      let source = values(input)
      let channels = plan.topology.featureMaps[input].channels
      for pixel in 0..<result.height * result.width {
        (target + pixel * result.channels + channel).update(from: source + pixel * channels, count: channels)
      }
      channel += channels
    }
  }

  /// Brings a branch of the head from NHWC to its rows of [64 + classes, anchors].
  private func emit(
    _ node: Node, _ channel: Int, _ anchor: Int, _ anchorCount: Int, _ output: UnsafeMutableBufferPointer<Float>
  ) {
    let map = plan.topology.featureMaps[node.inputs[0]]
    let source = values(node.inputs[0])
    for c in 0..<map.channels {
      let row = (channel + c) * anchorCount + anchor
      for pixel in 0..<map.height * map.width { output[row + pixel] = source[pixel * map.channels + c] }
    }
  }
}
