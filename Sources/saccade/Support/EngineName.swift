import ArgumentParser
import SpikingNetwork

/// The engines by their names on the command line.
enum EngineName: String, ExpressibleByArgument, CaseIterable {
  /// Float32, straightforward: the one that all others are measured against.
  case reference

  /// Creates the engine.
  func make(plan: NetworkPlan) -> any InferenceEngine {
    switch self {
    case .reference: ReferenceEngine(plan: plan)
    }
  }
}
