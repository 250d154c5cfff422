/// The three constants of the I-LIF neuron.
///
/// With `x` the input current, `h` what is left of the membrane potential and D the largest spike count:
/// `u = beta * h + alpha * x`, `s = round(clamp(u, 0, D))` (half to even), `h = u - s`.
/// Source: Luo et al., ECCV 2024, section 3.
public struct NeuronConstants: Equatable, Hashable, Sendable, Codable {
  /// The factor of the input current, finite.
  public var alpha: Float
  /// The factor of the membrane potential carried over from the timestep before, finite.
  public var beta: Float
  /// The largest number of spikes in one timestep, D, 1...255.
  public var largestSpikeCount: Int

  /// Creates constants; `NetworkDescription.validate()` checks them.
  public init(alpha: Float, beta: Float, largestSpikeCount: Int) {
    self.alpha = alpha
    self.beta = beta
    self.largestSpikeCount = largestSpikeCount
  }

  private enum CodingKeys: String, CodingKey {
    case alpha, beta
    case largestSpikeCount = "largest_spike_count"
  }
}
