/// Turns the weights of one output channel into whole numbers times a scale.
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
  public let limit: Int32
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
  public init(limit: Int32, largestInput: Int) {
    precondition((1...32767).contains(limit) && (1...255).contains(largestInput))
    self.limit = limit
    self.largestInput = largestInput
  }

  /// Chooses the scale of a channel with finite `weights` and writes their whole numbers into `numbers`.
  public func quantise(_ weights: Span<Float>, into numbers: inout MutableSpan<Int32>) -> Scale {
    precondition(weights.count == numbers.count)
    var largest: Float = 0
    for index in weights.indices { largest = max(largest, abs(weights[index])) }
    guard largest > 0 else {
      for index in numbers.indices { numbers[index] = 0 }
      return Scale(value: 1, isExact: true)
    }
    if let step = Self.step(of: weights), largest / step <= Float(limit), round(weights, step, &numbers) {
      return Scale(value: step, isExact: true)
    }
    var scale = max(largest / Float(limit), .leastNormalMagnitude)
    while !round(weights, scale, &numbers) { scale *= 1.0625 }
    return Scale(value: scale, isExact: false)
  }

  /// The largest power of two of which all weights are multiples; nil where it is no normal number.
  private static func step(of weights: Span<Float>) -> Float? {
    var exponent = Int.max
    for index in weights.indices where weights[index] != 0 {
      let weight = weights[index]
      // A subnormal weight's pattern has no implied bit; its step is below any normal number all the same.
      guard weight.isNormal else { return nil }
      let fraction = weight.significandBitPattern
      let bits = fraction == 0 ? 0 : Float.significandBitCount - fraction.trailingZeroBitCount
      exponent = min(exponent, Int(weight.exponent) - bits)
    }
    guard exponent >= Int(Float.leastNormalMagnitude.exponent), exponent <= Int(Float.greatestFiniteMagnitude.exponent)
    else { return nil }
    return Float(sign: .plus, exponent: exponent, significand: 1)
  }

  /// Writes the whole numbers for a scale; false where sums could then overflow.
  private func round(_ weights: Span<Float>, _ scale: Float, _ numbers: inout MutableSpan<Int32>) -> Bool {
    var magnitudes = 0
    for index in weights.indices {
      let quotient = (Double(weights[index]) / Double(scale)).rounded(.toNearestOrEven)
      let number = Int32(min(max(quotient, -Double(limit)), Double(limit)))
      numbers[index] = number
      magnitudes += Int(number.magnitude)
    }
    return magnitudes * largestInput <= Int(Int32.max)
  }
}
