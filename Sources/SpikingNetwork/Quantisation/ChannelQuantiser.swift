import CSpikeKernels

/// Turns the weights of output channels into whole numbers times a scale for each channel.
///
/// Symmetric: zero stays zero. Where whole numbers times a power of two give the weights exactly, the scale is the largest
/// such power, which gives the smallest numbers; else it is the largest magnitude divided by `limit`, and each weight
/// goes to the nearest multiple, half to even.
///
/// No sum in int32 can overflow: a sum of `count * weight` over one channel's inputs, in any order and any part of it, has
/// at most the magnitude (largest count) * (sum of the weights' magnitudes), and a channel for which that is more than
/// 2^31 - 1 gets a scale as much coarser as it needs.
public struct ChannelQuantiser: Sendable {
  /// The largest magnitude of a weight, 32767 or 127.
  public let limit: Int16
  /// The largest value of an input, 1...255.
  public let largestInput: Int

  /// The scale of a channel, and whether its weights come back exactly.
  public struct Scale: Equatable, Sendable {
    /// What a whole number is multiplied by; a normal number above 0.
    public var value: Float
    /// Whether every weight is a whole number times `value`, which then is a power of two.
    public var isExact: Bool

    /// Creates a scale.
    public init(value: Float, isExact: Bool) {
      self.value = value
      self.isExact = isExact
    }
  }

  /// Creates a quantiser of weights up to `limit` either way, for inputs from 0 to `largestInput`.
  public init(limit: Int16, largestInput: Int) {
    precondition(limit >= 1 && (1...255).contains(largestInput))
    self.limit = limit
    self.largestInput = largestInput
  }

  /// Chooses the scales of the first channels of finite weights and writes their whole numbers into `numbers`.
  ///
  /// - Parameters:
  ///   - weights: [inputs][stride], the channels of an input one behind the other.
  ///   - stride: How many elements lie from input to input.
  ///   - channels: How many channels there are.
  ///   - numbers: Laid out like the weights; what lies behind the channels is left as it is.
  public func quantise(
    _ weights: Span<Float>, stride: Int, channels: Int, into numbers: inout MutableSpan<Int16>
  ) -> [Scale] {
    precondition(
      channels <= stride && weights.count.isMultiple(of: stride) && weights.count == numbers.count,
      "weights are not [inputs][stride]")
    return weights.withUnsafeBufferPointer { weights in
      numbers.withUnsafeMutableBufferPointer { numbers in
        guard let source = weights.baseAddress, let target = numbers.baseAddress else { return [] }
        return Swift.stride(from: 0, to: channels, by: Self.lanes).flatMap { first in
          let block = Block(
            weights: source + first, numbers: target + first, count: weights.count / stride, stride: stride,
            lanes: min(Self.lanes, channels - first))
          return quantise(block)
        }
      }
    }
  }

  /// The channels that the kernels take at once.
  private static let lanes = 16

  private struct Block {
    var weights: UnsafePointer<Float>
    var numbers: UnsafeMutablePointer<Int16>
    var count: Int
    var stride: Int
    var lanes: Int
  }

  private func quantise(_ block: Block) -> [Scale] {
    var largest = [Float](repeating: 0, count: block.lanes)
    var steps = largest
    spike_weight_steps(block.weights, block.count, block.stride, block.lanes, &largest, &steps)
    var scales = zip(largest, steps).map { largest, step in
      if largest == 0 { return Scale(value: 1, isExact: true) }
      if step > 0, largest / step <= Float(limit) { return Scale(value: step, isExact: true) }
      return rounded(largest)
    }
    var magnitudes = [UInt64](repeating: 0, count: block.lanes)
    while true {
      spike_round_weights(
        block.weights, block.count, block.stride, block.lanes, scales.map(\.value), limit, block.numbers, &magnitudes)
      let overflowing = scales.indices.filter { magnitudes[$0] * UInt64(largestInput) > UInt64(Int32.max) }
      if overflowing.isEmpty { return scales }
      for lane in overflowing {
        if scales[lane].isExact { scales[lane] = rounded(largest[lane]) } else { scales[lane].value *= 1.0625 }
      }
    }
  }

  /// The scale of weights that do not come back exactly.
  private func rounded(_ largest: Float) -> Scale {
    Scale(value: max(largest / Float(limit), .leastNormalMagnitude), isExact: false)
  }
}
