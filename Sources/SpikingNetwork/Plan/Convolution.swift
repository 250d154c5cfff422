/// A convolution with everything folded into it that follows or precedes it linearly.
public struct Convolution: Equatable, Hashable, Sendable {
  /// Where the weights come from and what is folded into them; keys are those of the model file.
  public enum Recipe: Equatable, Hashable, Sendable {
    /// A convolution and the batch normalisations behind it, the first one first.
    case plain(weight: String, bias: String?, batchNorms: [String])
    /// A batch normalisation and the 1x1 convolution behind it.
    case normalised(batchNorm: String, weight: String)
    /// SepRepConv and the batch normalisation behind it, as one dense 3x3 convolution (MODEL.md section 4).
    case mergedSeparable(prefix: String, batchNorm: String)
    /// RepConv and the batch normalisation behind it, as one dense 3x3 convolution (MODEL.md section 4).
    case mergedRepeated(prefix: String, batchNorm: String)
  }

  /// What lies outside the input map.
  public enum Outside: Equatable, Hashable, Sendable {
    /// Zeros.
    case zero
    /// The bias of the convolution before: what it gives where no spike is (MODEL.md section 2, BN-pad).
    case biasOf(convolution: Int)
  }

  /// The module path that names it in reports.
  public let module: String
  /// Where the weights come from.
  public let recipe: Recipe
  /// Channels of the input.
  public let inputChannels: Int
  /// Channels of the output.
  public let outputChannels: Int
  /// The side of the square kernel.
  public let kernel: Int
  /// The step between neighbouring outputs, in input pixels.
  public let stride: Int
  /// The pixels added on each side.
  public let padding: Int
  /// Whether each output channel reads only the input channel of the same number.
  public let isDepthwise: Bool
  /// What lies outside the input map.
  public let outside: Outside

  /// The rows or columns of the output for an input of `side` rows or columns.
  func outputSide(_ side: Int) -> Int { (side + 2 * padding - kernel) / stride + 1 }

  /// The inputs that one output element reads.
  public var fanIn: Int { kernel * kernel * (isDepthwise ? 1 : inputChannels) }
}
