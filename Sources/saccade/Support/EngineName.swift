import ArgumentParser
import SpikingNetwork

/// The engines by their names on the command line.
enum EngineName: String, ExpressibleByArgument, CaseIterable {
  /// Straightforward: the one that all others are measured against.
  case reference
  /// Additions only, on binary virtual timesteps, as neuromorphic hardware computes.
  case spikes
  /// Fused layers by vector instructions, every input multiplied.
  case dense
  /// The same, but for each layer and timestep a gather over the neurons that fired where that is faster.
  case adaptive

  /// How weights are held where nothing is said.
  var usualWeights: WeightPrecision {
    switch self {
    case .reference, .spikes: .f32
    case .dense, .adaptive: .int16
    }
  }

  /// Creates the engine with weights as whole numbers, or in float32 where nil.
  func make(plan: NetworkPlan, weights: IntegerWeight?, threads: Int) -> any InferenceEngine {
    let quantised = weights.map { QuantisedWeights(plan: plan, type: $0) }
    switch self {
    case .reference:
      return quantised.map { QuantisedEngine(plan: plan, weights: $0) } ?? ReferenceEngine(plan: plan)
    case .spikes: return SpikesEngine(plan: plan, quantised: quantised)
    case .dense:
      return AdaptiveEngine(plan: plan, weights: quantised, options: .init(choice: .dense, threads: threads))
    case .adaptive: return AdaptiveEngine(plan: plan, weights: quantised, options: .init(threads: threads))
    }
  }
}
