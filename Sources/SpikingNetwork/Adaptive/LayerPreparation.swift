import CSpikeKernels

/// What a fused program needs of each convolution before its first timestep.
struct LayerPreparation {
  /// By convolution, and behind them the merged ones.
  private(set) var packed: [PackedConvolution] = []
  /// By `packed`: the neurons fired from which on the dense kernel is taken.
  private(set) var denseFrom: [Int] = []
  /// By operation: the merged convolution, an index of `packed`, that may be computed in its place.
  private(set) var mergedAt: [Int?]
  /// The maps whose neurons may be listed.
  private(set) var listedMaps: [Int] = []
  /// Working memory of one worker.
  private(set) var scratchBytes = 64

  private let topology: NetworkTopology
  private let weights: QuantisedWeights?
  private let memory: MapMemory
  private let options: AdaptiveEngine.Options

  init(
    plan: NetworkPlan, weights: QuantisedWeights?, merged: NetworkPlan?, program: FusedProgram, memory: MapMemory,
    options: AdaptiveEngine.Options
  ) {
    topology = plan.topology
    self.weights = weights
    self.memory = memory
    self.options = options
    mergedAt = Array(repeating: nil, count: program.operations.count)
    let values = weights?.valueWeights(topology)
    for (index, source) in topology.sources.enumerated() {
      let convolution = topology.convolutions[index]
      if let weights, source.neuron != nil {
        append(convolution, reading: source.map, plan.weights[index], weights.convolutions[index])
      } else {
        append(
          convolution, reading: source.map, values?[index] ?? plan.weights[index], nil, isOfSpikes: source.neuron != nil
        )
      }
    }
    guard let merged else { return }
    let indices = Dictionary(
      merged.topology.convolutions.enumerated().map { ($1.module, $0) }, uniquingKeysWith: { first, _ in first })
    for (operation, alternative) in program.alternatives.enumerated() {
      guard let alternative, let index = indices[alternative.module] else { continue }
      let convolution = merged.topology.convolutions[index]
      mergedAt[operation] = packed.count
      let quantised = weights.map {
        QuantisedConvolution(
          merged.weights[index], of: convolution, as: $0.type, largestInput: plan.description.neuron.largestSpikeCount)
      }
      append(convolution, reading: alternative.operation.inputs[0], merged.weights[index], quantised)
    }
  }

  private mutating func append(
    _ convolution: Convolution, reading source: Int, _ values: ConvolutionWeights, _ quantised: QuantisedConvolution?,
    isOfSpikes: Bool = true
  ) {
    let map = topology.featureMaps[source]
    let halo = memory.halos[source]
    let gathers =
      options.choice != .dense && isOfSpikes && !convolution.isDepthwise
      && PackedConvolution.canGather(width: map.width, halo: halo, channels: map.channels)
    let shape = spike_convolution(
      input_height: map.height, input_width: map.width, input_channels: map.channels,
      output_height: convolution.outputSide(map.height), output_width: convolution.outputSide(map.width),
      output_channels: convolution.outputChannels, kernel: convolution.kernel, stride: convolution.stride,
      padding: convolution.padding)
    let arrangement = PackedConvolution.Arrangement(
      level: options.level, isDepthwise: convolution.isDepthwise, gathers: gathers)
    let layer =
      if let quantised {
        PackedConvolution(
          quantised, shape: shape, arrangement: arrangement,
          largestInput: topology.description.neuron.largestSpikeCount)
      } else {
        PackedConvolution(values, shape: shape, arrangement: arrangement)
      }
    packed.append(layer)
    if gathers { listedMaps.append(source) }
    scratchBytes = max(
      scratchBytes, spike_dense_scratch_bytes(layer.type, shape, halo), spike_depthwise_scratch_bytes(shape, halo))
    switch options.choice {
    case .dense: denseFrom.append(0)
    case .gather: denseFrom.append(.max)
    case .adaptive:
      let bytes = layer.type == SPIKE_WEIGHT_I8 ? 1 : layer.type == SPIKE_WEIGHT_I16 ? 2 : 4
      let threshold = GatherThreshold(weightBytes: bytes, kernel: convolution.kernel)
      denseFrom.append(Int(threshold.rate * Double(map.elementCount)))
    }
  }
}
