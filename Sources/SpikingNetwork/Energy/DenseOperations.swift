/// The multiply-accumulates of one convolution and timestep if no input were zero, from its shape alone.
public struct DenseOperations: Equatable, Sendable {
  /// With taps that fall on padding, as the literature counts.
  public let withPadding: Int
  /// Without taps that fall on padding of zeros; padding that has values of its own (BN-pad) counts.
  public let withoutZeroPadding: Int

  /// Counts the operations of a convolution that reads a map of `height` rows and `width` columns.
  public init(of convolution: Convolution, height: Int, width: Int) {
    let (outputHeight, outputWidth) = (convolution.outputSide(height), convolution.outputSide(width))
    let channels = convolution.outputChannels * (convolution.isDepthwise ? 1 : convolution.inputChannels)
    withPadding = outputHeight * outputWidth * convolution.kernel * convolution.kernel * channels
    switch convolution.outside {
    case .zero:
      withoutZeroPadding =
        Self.taps(convolution, outputs: outputHeight, inputs: height)
        * Self.taps(convolution, outputs: outputWidth, inputs: width) * channels
    case .biasOf: withoutZeroPadding = withPadding
    }
  }

  /// Along one axis: the pairs of an output and a tap that reads an input, not padding.
  private static func taps(_ convolution: Convolution, outputs: Int, inputs: Int) -> Int {
    (0..<outputs).reduce(0) { sum, output in
      let first = output * convolution.stride - convolution.padding
      return sum + max(min(first + convolution.kernel, inputs) - max(first, 0), 0)
    }
  }
}
