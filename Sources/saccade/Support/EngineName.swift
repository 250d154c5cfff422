import ArgumentParser
import SpikingNetwork

/// The engines by their names on the command line.
enum EngineName: String, ExpressibleByArgument, CaseIterable {
  /// Straightforward: the one that all others are measured against.
  case reference
  /// Additions only, on binary virtual timesteps, as neuromorphic hardware computes.
  case spikes

  /// Creates the engine with weights as whole numbers, or in float32 where nil.
  func make(plan: NetworkPlan, weights: IntegerWeight?) -> any InferenceEngine {
    let quantised = weights.map { QuantisedWeights(plan: plan, type: $0) }
    switch self {
    case .reference:
      return quantised.map { QuantisedEngine(plan: plan, weights: $0) } ?? ReferenceEngine(plan: plan)
    case .spikes: return SpikesEngine(plan: plan, quantised: quantised)
    }
  }
}
