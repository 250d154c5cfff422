import CSpikeKernels

/// What a fused program needs of each convolution before its first timestep.
struct LayerPreparation {
  /// By convolution.
  private(set) var packed: [PackedConvolution] = []
  /// By convolution: the neurons fired from which on the dense kernel is taken.
  private(set) var denseFrom: [Int] = []
  /// The maps whose neurons may be listed.
  private(set) var listedMaps: [Int] = []
  /// Working memory of one worker.
  private(set) var scratchBytes = 64

  init(
    plan: NetworkPlan, weights: QuantisedWeights?, program: FusedProgram, memory: MapMemory, choice: KernelChoice,
    level: spike_kernel_level
  ) {
    let topology = plan.topology
    let values = weights.map { $0.valueWeights(topology) } ?? plan.weights
    for (index, source) in topology.sources.enumerated() {
      let convolution = topology.convolutions[index]
      let map = topology.featureMaps[source.map]
      let halo = memory.halos[source.map]
      let canGather =
        choice != .dense && source.neuron != nil && !convolution.isDepthwise
        && PackedConvolution.canGather(width: map.width, halo: halo, channels: map.channels)
      let shape = spike_convolution(
        input_height: map.height, input_width: map.width, input_channels: map.channels,
        output_height: convolution.outputSide(map.height), output_width: convolution.outputSide(map.width),
        output_channels: convolution.outputChannels, kernel: convolution.kernel, stride: convolution.stride,
        padding: convolution.padding)
      let arrangement = PackedConvolution.Arrangement(
        level: level, isDepthwise: convolution.isDepthwise, gathers: canGather)
      let layer =
        if let weights, source.neuron != nil {
          PackedConvolution(
            weights.convolutions[index], shape: shape, arrangement: arrangement,
            largestInput: plan.description.neuron.largestSpikeCount)
        } else {
          PackedConvolution(values[index] ?? plan.weights[index], shape: shape, arrangement: arrangement)
        }
      packed.append(layer)
      if canGather { listedMaps.append(source.map) }
      scratchBytes = max(
        scratchBytes, spike_dense_scratch_bytes(layer.type, shape, halo), spike_depthwise_scratch_bytes(shape, halo))
      switch choice {
      case .dense: denseFrom.append(0)
      case .gather: denseFrom.append(.max)
      case .adaptive:
        let bytes = layer.type == SPIKE_WEIGHT_I8 ? 1 : layer.type == SPIKE_WEIGHT_I16 ? 2 : 4
        let threshold = GatherThreshold(weightBytes: bytes, kernel: convolution.kernel)
        denseFrom.append(Int(threshold.rate * Double(map.elementCount)))
      }
    }
  }
}
