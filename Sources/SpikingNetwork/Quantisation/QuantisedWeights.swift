/// The weights of a network as whole numbers, immutable and shared like the plan that they were made from.
public struct QuantisedWeights: Sendable {
  /// The type of the whole numbers.
  public let type: IntegerWeight
  /// The model they belong to.
  public let digest: ModelDigest
  /// Whether re-parameterised convolutions are merged.
  public let isMerged: Bool
  /// In the order of `NetworkTopology.convolutions`.
  public let convolutions: [QuantisedConvolution]

  /// Quantises the weights of a plan; see `ChannelQuantiser` for how scales are chosen.
  public init(plan: NetworkPlan, type: IntegerWeight) {
    let largestInput = plan.description.neuron.largestSpikeCount
    self.type = type
    digest = plan.digest
    isMerged = plan.topology.isMerged
    convolutions = zip(plan.topology.convolutions, plan.weights).map { convolution, weights in
      QuantisedConvolution(weights, of: convolution, as: type, largestInput: largestInput)
    }
  }

  /// What became of the weights of the plan that they were made from, by convolution.
  public func errors(of plan: NetworkPlan) -> [QuantisationError] {
    precondition(belong(to: plan), "quantised weights of another model")
    return convolutions.indices.map {
      convolutions[$0].error(of: plan.weights[$0], of: plan.topology.convolutions[$0])
    }
  }

  /// Whether they were made from a plan like `plan`.
  func belong(to plan: NetworkPlan) -> Bool { digest == plan.digest && isMerged == plan.topology.isMerged }
}
