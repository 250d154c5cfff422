/// Which numbers a network is made of whose sums are exact in float32 in any order, and its merged convolutions' too.
///
/// A weight is a whole number times a power of two, with as few bits as the place allows: where several convolutions come
/// one after another, -1, 0 or 1, so that the merged weights still fit 8 bits.
struct ExactNumbers {
  /// By convolution: whether another convolution reads what it gives.
  let feedsConvolution: [Bool]
  /// By convolution: the largest whole number.
  private let limits: [Float]

  /// A variance that makes a batch normalisation a multiplication by its weight, once rounded to float32.
  static let variance: Float = 1 - AffineChannels.epsilon

  /// What summands are multiples of.
  private static let grain: Float = 0x1p-8

  init(topology: NetworkTopology) {
    var writer: [Int: Int] = [:]
    var feeds = [Bool](repeating: false, count: topology.convolutions.count)
    for node in topology.nodes {
      guard case .convolve(let convolution) = node.operation else { continue }
      if let before = writer[node.inputs[0]] { feeds[before] = true }
      if let output = node.output { writer[output] = convolution }
    }
    feedsConvolution = feeds
    let sources = topology.sources
    limits = feeds.indices.map { index in
      // The input has 8 bits, spikes have 3.
      if sources[index].map == 0 { return 31 }
      return feeds[index] || sources[index].neuron == nil ? 1 : 127
    }
  }

  /// The weight for a number drawn from -bound...bound.
  func weight(_ value: Float, bound: Float, of convolution: Int) -> Float {
    let limit = limits[convolution]
    let step = Self.powerOfTwo(atLeast: bound / (limit + 0.5))
    return max(min((value / step).rounded(.toNearestOrEven), limit), -limit) * step
  }

  /// The multiple nearest to a summand.
  func summand(_ value: Float) -> Float { (value / Self.grain).rounded(.toNearestOrEven) * Self.grain }

  /// A batch normalisation of mean 0 and variance `variance` that does nearly the same.
  func normalisation(
    weight: [Float], bias: [Float], mean: [Float], variance: [Float], isUniform: Bool
  ) -> (weight: [Float], bias: [Float]) {
    var factors = zip(weight, variance).map { $0 / ($1 + AffineChannels.epsilon).squareRoot() }
    if isUniform {
      let average = factors.reduce(0, +) / Float(max(factors.count, 1))
      factors = factors.map { _ in average }
    }
    factors = factors.map { $0 > 0 ? Self.powerOfTwo(atLeast: $0 * 0.70710677) : 0 }
    return (factors, factors.indices.map { summand(bias[$0] - mean[$0] * factors[$0]) })
  }

  /// The smallest power of two that is not below a positive normal number.
  private static func powerOfTwo(atLeast value: Float) -> Float {
    let power = Float(sign: .plus, exponent: Int(value.exponent), significand: 1)
    return power < value ? 2 * power : power
  }
}
