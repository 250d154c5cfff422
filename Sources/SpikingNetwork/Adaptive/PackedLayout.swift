import CSpikeKernels

/// Where the weights of every convolution lie in the one block of memory that a packed network has.
struct PackedLayout: Sendable {
  /// The place of one convolution's weights: offsets in bytes, multiples of 64.
  struct Layer: Sendable {
    var convolution: Convolution
    /// The map that it reads, an index of `NetworkTopology.featureMaps`.
    var source: Int
    var type: spike_weight_type
    /// For a gather over the neurons that fired; nil where none is wanted or possible.
    var gather: Int?
    /// For all inputs: dense, or depthwise; nil for merged ones, which are taken only where few neurons fire.
    var dense: Int?
    /// One float32 for each output channel, and zeros behind them.
    var scales: Int
    /// One float32 for each output channel, and zeros behind them.
    var bias: Int
    /// What lies outside the input map, a float32 for each channel; nil where that is zero.
    var outside: Int?

    /// The shape as the kernels take it, for a topology of any input size.
    func shape(in topology: NetworkTopology) -> spike_convolution {
      let map = topology.featureMaps[source]
      return spike_convolution(
        input_height: map.height, input_width: map.width, input_channels: map.channels,
        output_height: convolution.outputSide(map.height), output_width: convolution.outputSide(map.width),
        output_channels: convolution.outputChannels, kernel: convolution.kernel, stride: convolution.stride,
        padding: convolution.padding)
    }
  }

  /// By convolution, and behind them the merged ones.
  private(set) var layers: [Layer] = []
  /// By operation of the fused program: the merged convolution, an index of `layers`, that may be computed in its place.
  private(set) var mergedAt: [Int?]
  /// The size of the block.
  private(set) var byteCount = 0
  private let level: spike_kernel_level

  /// Lays out the weights of a network.
  init(topology: NetworkTopology, options: PackedNetwork.Options) throws(NetworkDescriptionError) {
    let program = FusedProgram(topology: topology)
    level = options.level
    mergedAt = Array(repeating: nil, count: program.operations.count)
    let type = options.kernelType(largestInput: topology.description.neuron.largestSpikeCount)
    for (convolution, source) in zip(topology.convolutions, topology.sources) {
      let isOfSpikes = source.neuron != nil
      let gathers = isOfSpikes && !convolution.isDepthwise && options.choice != .dense
      append(convolution, source.map, isOfSpikes ? type : SPIKE_WEIGHT_F32, topology, gathers: gathers, isDense: true)
    }
    guard options.merging == .whereFewFire, options.choice != .dense else { return }
    let merged = try NetworkTopology(description: topology.description, merged: true)
    let byModule = Dictionary(merged.convolutions.map { ($0.module, $0) }, uniquingKeysWith: { first, _ in first })
    for (operation, alternative) in program.alternatives.enumerated() {
      guard let alternative, let convolution = byModule[alternative.module] else { continue }
      mergedAt[operation] = layers.count
      append(convolution, alternative.operation.inputs[0], type, topology, gathers: true, isDense: false)
    }
  }

  private mutating func append(
    _ convolution: Convolution, _ source: Int, _ type: spike_weight_type, _ topology: NetworkTopology, gathers: Bool,
    isDense: Bool
  ) {
    var layer = Layer(convolution: convolution, source: source, type: type, scales: 0, bias: 0)
    let shape = layer.shape(in: topology)
    let padded = (convolution.outputChannels + SPIKE_LARGEST_BLOCK - 1) / SPIKE_LARGEST_BLOCK * SPIKE_LARGEST_BLOCK
    layer.scales = take(padded * 4)
    layer.bias = take(padded * 4)
    if case .biasOf = convolution.outside { layer.outside = take(convolution.inputChannels * 4) }
    if gathers { layer.gather = take(spike_packed_bytes(level, SPIKE_GATHER, type, shape)) }
    if isDense {
      let form = convolution.isDepthwise ? SPIKE_DEPTHWISE : SPIKE_DENSE
      layer.dense = take(spike_packed_bytes(level, form, type, shape))
    }
    layers.append(layer)
  }

  private mutating func take(_ bytes: Int) -> Int {
    defer { byteCount += (bytes + 63) / 64 * 64 }
    return byteCount
  }
}
