/// The weights of one convolution as whole numbers and a scale for each output channel.
///
/// The result of a convolution of spikes is `sum * scale + bias`, the sum being exact in int32. Biases and what lies
/// outside the map stay float32.
public struct QuantisedConvolution: Sendable {
  /// Whole numbers in the layout of `ConvolutionWeights.values`.
  public enum Numbers: Equatable, Sendable {
    /// -32767...32767.
    case int16([Int16])
    /// -127...127.
    case int8([Int8])
  }

  /// The whole numbers.
  public let numbers: Numbers
  /// One for each output channel, padded like the bias.
  public let scales: [Float]
  /// As in `ConvolutionWeights`.
  public let bias: [Float]
  /// As in `ConvolutionWeights`.
  public let outside: [Float]
  /// What became of the weights.
  public let error: QuantisationError

  /// Quantises the weights of a convolution whose inputs are at most `largestInput`, 1...255.
  public init(_ weights: ConvolutionWeights, of convolution: Convolution, as type: IntegerWeight, largestInput: Int) {
    let quantiser = ChannelQuantiser(limit: type.limit, largestInput: largestInput)
    let channels = convolution.outputChannels
    let stride = weights.bias.count
    let count = convolution.fanIn
    var numbers = [Int16](repeating: 0, count: weights.values.count)
    var scales = [Float](repeating: 1, count: stride)
    var channel = [Float](repeating: 0, count: count)
    var rounded = [Int32](repeating: 0, count: count)
    var error = QuantisationError()
    for output in 0..<channels {
      for index in 0..<count { channel[index] = weights.values[index * stride + output] }
      var span = rounded.mutableSpan
      let scale = quantiser.quantise(channel.span, into: &span)
      scales[output] = scale.value
      for index in 0..<count { numbers[index * stride + output] = Int16(rounded[index]) }
      error.add(weights: channel.span, numbers: rounded.span, scale: scale)
    }
    switch type {
    case .int16: self.numbers = .int16(numbers)
    case .int8: self.numbers = .int8(numbers.map { Int8($0) })
    }
    self.scales = scales
    bias = weights.bias
    outside = weights.outside
    self.error = error
  }

  /// The weights that are really computed with, as float32: for convolutions whose inputs are real numbers.
  public func dequantised() -> ConvolutionWeights {
    func values(_ numbers: [some BinaryInteger]) -> [Float] {
      let stride = scales.count
      var values = [Float](repeating: 0, count: numbers.count)
      for index in values.indices { values[index] = Float(numbers[index]) * scales[index % stride] }
      return values
    }
    let values =
      switch numbers {
      case .int16(let numbers): values(numbers)
      case .int8(let numbers): values(numbers)
      }
    return ConvolutionWeights(values: values, bias: bias, outside: outside)
  }
}
