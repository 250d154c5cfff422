/// What quantisation changed in a convolution's weights.
public struct QuantisationError: Equatable, Sendable {
  /// The output channels.
  public private(set) var channels = 0
  /// The output channels whose weights all come back exactly.
  public private(set) var exactChannels = 0
  /// The largest change of a weight.
  public private(set) var largest = 0.0

  private var squaredError = 0.0
  private var squaredWeight = 0.0

  /// No channel yet.
  public init() {}

  /// The root of the mean squared change, divided by that of the weights; 0 where all weights are 0.
  public var relative: Double { squaredWeight > 0 ? (squaredError / squaredWeight).squareRoot() : 0 }

  /// Adds a channel: its weights, each with what is computed with in its place.
  mutating func add(_ channel: some Sequence<(weight: Float, used: Double)>) {
    var isExact = true
    for (weight, used) in channel {
      let change = abs(used - Double(weight))
      isExact = isExact && change == 0
      largest = max(largest, change)
      squaredError += change * change
      squaredWeight += Double(weight) * Double(weight)
    }
    channels += 1
    if isExact { exactChannels += 1 }
  }

  /// Adds the channels of another convolution.
  public static func += (left: inout QuantisationError, right: QuantisationError) {
    left.channels += right.channels
    left.exactChannels += right.exactChannels
    left.largest = max(left.largest, right.largest)
    left.squaredError += right.squaredError
    left.squaredWeight += right.squaredWeight
  }
}
