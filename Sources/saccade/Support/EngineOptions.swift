import ArgumentParser
import SpikingNetwork

/// The options of every command that computes a network.
struct EngineOptions: ParsableArguments {
  @Option(
    help: """
      What computes the network: straightforward, by additions only on binary virtual timesteps, or by vector \
      instructions, dense or adaptively from the neurons that fire.
      """)
  var engine = EngineName.reference

  @Option(
    help: """
      The bits of the weights, one scale for each output channel, or f32 for float32 (default: 16 for dense and \
      adaptive, else f32).
      """)
  var weights: WeightPrecision?

  @Option(help: "The threads that compute, 1...64, for dense and adaptive.")
  var threads = 1

  func validate() throws {
    guard (1...64).contains(threads) else {
      throw ValidationError("--threads is \(threads); it must be 1...64.")
    }
    guard threads == 1 || engine == .dense || engine == .adaptive else {
      throw ValidationError(
        "--threads \(threads) needs --engine dense or adaptive: \(engine.rawValue) runs on one thread.")
    }
  }

  /// How weights are held.
  var precision: WeightPrecision { weights ?? engine.usualWeights }

  /// Creates the engine.
  func make(plan: NetworkPlan) -> any InferenceEngine {
    engine.make(plan: plan, weights: precision.integer, threads: threads)
  }
}
