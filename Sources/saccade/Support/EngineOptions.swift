import ArgumentParser
import SpikingNetwork

/// The options of every command that computes a network.
struct EngineOptions: ParsableArguments {
  @Option(help: "What computes the network: straightforward, or by additions only on binary virtual timesteps.")
  var engine = EngineName.reference

  @Option(help: "The bits of the weights, one scale for each output channel, or f32 for float32.")
  var weights = WeightPrecision.f32

  /// Creates the engine.
  func make(plan: NetworkPlan) -> any InferenceEngine { engine.make(plan: plan, weights: weights.integer) }
}
