import CSpikeKernels

/// A convolution with the places of its weights, for maps of one size.
struct FusedLayer {
  let shape: spike_convolution
  let type: spike_weight_type
  let isDepthwise: Bool
  /// Whether it reads real numbers, not spikes.
  let isOfValues: Bool
  /// For a gather over the neurons that fired; nil where that is not wanted or not possible.
  let gather: UnsafeRawPointer?
  /// For all inputs: dense, or depthwise; nil for merged ones.
  let dense: UnsafeRawPointer?
  let scales: UnsafePointer<Float>
  let bias: UnsafePointer<Float>
  /// What lies outside the input map, one for each channel; nil where that is zero.
  let outside: UnsafePointer<Float>?
  /// The neurons fired from which on the dense kernel is taken.
  let denseFrom: Int
  /// Working memory of one worker in bytes.
  let scratchBytes: Int

  /// Takes a layer of a packed network, which must live as long, for a map with its border.
  init(_ network: PackedNetwork, _ index: Int, map: spike_map) {
    let layer = network.layout.layers[index]
    let start = UnsafeRawPointer(network.memory.start)
    shape = layer.shape(in: network.outline.topology)
    type = layer.type
    isDepthwise = layer.convolution.isDepthwise
    isOfValues = network.outline.topology.featureMaps[layer.source].content == .values
    scratchBytes =
      isDepthwise
      ? spike_depthwise_scratch_bytes(shape, map.halo)
      : isOfValues ? spike_values_scratch_bytes(shape, map.halo) : spike_dense_scratch_bytes(type, shape, map.halo)
    gather = Self.canGather(map) ? layer.gather.map { start + $0 } : nil
    dense = layer.dense.map { start + $0 }
    scales = (start + layer.scales).assumingMemoryBound(to: Float.self)
    bias = (start + layer.bias).assumingMemoryBound(to: Float.self)
    outside = layer.outside.map { (start + $0).assumingMemoryBound(to: Float.self) }
    switch network.options.choice {
    case .gather: denseFrom = .max
    case .dense: denseFrom = 0
    // A merged convolution has no other arrangement.
    case .adaptive where layer.dense == nil: denseFrom = .max
    case .adaptive: denseFrom = Int(network.gatherRates[index] * Double(map.height * map.width * map.channels))
    }
  }

  /// A row of a list counts its elements, border included, in 16 bits.
  static func canGather(_ map: spike_map) -> Bool { (map.width + 2 * map.halo) * map.channels <= 65535 }
}
