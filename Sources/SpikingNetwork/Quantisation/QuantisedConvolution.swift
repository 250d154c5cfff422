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

  /// Quantises the weights of a convolution whose inputs are at most `largestInput`, 1...255.
  public init(_ weights: ConvolutionWeights, of convolution: Convolution, as type: IntegerWeight, largestInput: Int) {
    let quantiser = ChannelQuantiser(limit: type.limit, largestInput: largestInput)
    let stride = weights.bias.count
    var numbers = [Int16](repeating: 0, count: weights.values.count)
    var span = numbers.mutableSpan
    var scales = quantiser.quantise(
      weights.values.span, stride: stride, channels: convolution.outputChannels, into: &span
    ).map(\.value)
    scales += Array(repeating: 1, count: stride - scales.count)
    switch type {
    case .int16: self.numbers = .int16(numbers)
    case .int8: self.numbers = .int8(numbers.map { Int8($0) })
    }
    self.scales = scales
    bias = weights.bias
    outside = weights.outside
  }

  /// What became of the weights that it was made from.
  func error(of weights: ConvolutionWeights, of convolution: Convolution) -> QuantisationError {
    func error(_ numbers: [some BinaryInteger]) -> QuantisationError {
      let stride = scales.count
      var error = QuantisationError()
      for channel in 0..<convolution.outputChannels {
        let indices = Swift.stride(from: channel, to: numbers.count, by: stride)
        error.add(indices.lazy.map { (weights.values[$0], Double(numbers[$0]) * Double(scales[channel])) })
      }
      return error
    }
    return switch numbers {
    case .int16(let numbers): error(numbers)
    case .int8(let numbers): error(numbers)
    }
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
