import CSpikeKernels

/// The weights of one convolution in the arrangements of a kernel level, with room of its own.
final class PackedConvolution {
  /// The shape as the kernels take it.
  let shape: spike_convolution
  /// The type of the packed weights.
  let type: spike_weight_type
  /// Whether each output channel reads only the input channel of the same number.
  let isDepthwise: Bool
  /// For a gather over the neurons that fired; nil for depthwise convolutions and where it is not wanted or not possible.
  let gather: UnsafeMutableRawPointer?
  /// For all inputs: dense, or depthwise.
  let dense: UnsafeMutableRawPointer
  /// One for each output channel and zeros behind them.
  let scales: UnsafeMutablePointer<Float>
  /// One for each output channel and zeros behind them.
  let bias: UnsafeMutablePointer<Float>
  /// What lies outside the input map, one for each channel; nil where that is zero.
  let outside: UnsafeMutablePointer<Float>?

  /// A row of a list counts its elements, border included, in 16 bits.
  static func canGather(width: Int, halo: Int, channels: Int) -> Bool { (width + 2 * halo) * channels <= 65535 }

  /// Packs float32 weights.
  convenience init(_ weights: ConvolutionWeights, shape: spike_convolution, arrangement: Arrangement) {
    self.init(
      weights.values, type: SPIKE_WEIGHT_F32, scales: [], bias: weights.bias, outside: weights.outside, shape: shape,
      arrangement: arrangement)
  }

  /// Packs whole numbers.
  convenience init(
    _ weights: QuantisedConvolution, shape: spike_convolution, arrangement: Arrangement, largestInput: Int
  ) {
    switch weights.numbers {
    // Sums of 16 bits have no room for two products of so large counts.
    case .int8(let numbers) where largestInput > 127:
      self.init(
        numbers.map(Int16.init), type: SPIKE_WEIGHT_I16, scales: weights.scales, bias: weights.bias,
        outside: weights.outside, shape: shape, arrangement: arrangement)
    case .int8(let numbers):
      self.init(
        numbers, type: SPIKE_WEIGHT_I8, scales: weights.scales, bias: weights.bias, outside: weights.outside,
        shape: shape, arrangement: arrangement)
    case .int16(let numbers):
      self.init(
        numbers, type: SPIKE_WEIGHT_I16, scales: weights.scales, bias: weights.bias, outside: weights.outside,
        shape: shape, arrangement: arrangement)
    }
  }

  /// Which arrangements are wanted, and for which level.
  struct Arrangement {
    var level: spike_kernel_level
    var isDepthwise: Bool
    var gathers: Bool
  }

  private init<Number: BitwiseCopyable>(
    _ numbers: [Number], type: spike_weight_type, scales: [Float], bias: [Float], outside: [Float],
    shape: spike_convolution, arrangement: Arrangement
  ) {
    self.shape = shape
    self.type = type
    isDepthwise = arrangement.isDepthwise
    func packed(_ form: spike_form) -> UnsafeMutableRawPointer {
      let memory = AlignedMemory.allocate(spike_packed_bytes(form, type, shape))
      numbers.withUnsafeBytes { spike_pack(arrangement.level, form, type, shape, $0.baseAddress, memory) }
      return memory
    }
    func padded(_ values: [Float]) -> UnsafeMutablePointer<Float> {
      let block = SPIKE_LARGEST_BLOCK
      let count = (shape.output_channels + block - 1) / block * block
      let memory = AlignedMemory.allocate(count * 4).bindMemory(to: Float.self, capacity: count)
      for (index, value) in values.prefix(shape.output_channels).enumerated() { memory[index] = value }
      return memory
    }
    dense = packed(arrangement.isDepthwise ? SPIKE_DEPTHWISE : SPIKE_DENSE)
    gather = arrangement.gathers && !arrangement.isDepthwise ? packed(SPIKE_GATHER) : nil
    self.scales = padded(scales)
    self.bias = padded(bias)
    if outside.isEmpty {
      self.outside = nil
    } else {
      let memory = AlignedMemory.allocate(outside.count * 4).bindMemory(to: Float.self, capacity: outside.count)
      memory.update(from: outside, count: outside.count)
      self.outside = memory
    }
  }

  deinit {
    AlignedMemory.deallocate(dense)
    if let gather { AlignedMemory.deallocate(gather) }
    AlignedMemory.deallocate(scales)
    AlignedMemory.deallocate(bias)
    if let outside { AlignedMemory.deallocate(outside) }
  }
}
