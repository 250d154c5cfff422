/// The folded weights of one convolution, float32, in the layout of the kernels.
public struct ConvolutionWeights: Sendable {
  /// Output channels are padded with zeros to a multiple of this.
  public static let channelBlock = 16

  /// [kernel row][kernel column][input channel][output channel, padded]; depthwise: [row][column][channel].
  public let values: [Float]
  /// One for each output channel, padded like `values`; depthwise: not padded.
  public let bias: [Float]
  /// What lies outside the input map, one for each channel; empty where that is zero.
  public let outside: [Float]

  /// The number of output channels with padding.
  static func padded(_ channels: Int) -> Int { (channels + channelBlock - 1) / channelBlock * channelBlock }
}
