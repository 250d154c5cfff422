import CSpikeKernels

/// The fraction of neurons that fire below which a gather is faster than the dense kernel.
enum GatherRate {
  /// As measured on an AMD EPYC of the Zen 4 kind by `KernelCalibration`: where nothing is measured.
  static func usual(of layer: PackedLayout.Layer) -> Double {
    switch (layer.type, layer.convolution.kernel) {
    case (SPIKE_WEIGHT_I8, 1): 0.45
    case (SPIKE_WEIGHT_I8, _): 0.38
    case (SPIKE_WEIGHT_I16, 1): 0.38
    case (SPIKE_WEIGHT_I16, _): 0.42
    default: 0.4
    }
  }
}
