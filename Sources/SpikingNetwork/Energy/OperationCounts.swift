/// Operations of a part of a network, or of all of it, as means over timesteps.
public struct OperationCounts: Equatable, Sendable {
  /// Additions of a weight.
  public var accumulates = 0.0
  /// Multiplications of a value by a weight, each with an addition.
  public var multiplyAccumulates = 0.0

  /// Creates counts.
  public init(accumulates: Double = 0, multiplyAccumulates: Double = 0) {
    self.accumulates = accumulates
    self.multiplyAccumulates = multiplyAccumulates
  }

  /// What they cost, in millijoules.
  public func millijoules(_ energy: OperationEnergy) -> Double {
    (accumulates * energy.accumulatePicojoules + multiplyAccumulates * energy.multiplyAccumulatePicojoules) * 1e-9
  }

  /// Adds counts to counts.
  public static func += (left: inout OperationCounts, right: OperationCounts) {
    left.accumulates += right.accumulates
    left.multiplyAccumulates += right.multiplyAccumulates
  }
}
