/// Batch normalisations at inference as one factor and one summand for each channel, in float64.
struct AffineChannels {
  /// The published code sets this in every BatchNorm2d.
  static let epsilon: Float = 1e-3

  private(set) var scale: [Double]
  private(set) var shift: [Double]

  /// Changes nothing but adds `bias`.
  init(bias: [Double]) {
    scale = Array(repeating: 1, count: bias.count)
    shift = bias
  }

  /// Puts a batch normalisation behind what is there.
  ///
  /// The variance and epsilon are added in float32, as the published code does: in float64 exact ties would break.
  mutating func append(weight: [Float], bias: [Float], mean: [Float], variance: [Float]) {
    for channel in scale.indices {
      let factor = Double(weight[channel]) / Double(variance[channel] + Self.epsilon).squareRoot()
      scale[channel] *= factor
      shift[channel] = (shift[channel] - Double(mean[channel])) * factor + Double(bias[channel])
    }
  }
}
