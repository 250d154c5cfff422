import ArgumentParser
import Pipeline
import SpikingNetwork
import EventSources

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

  @Option(
    help: """
      Whether re-parameterised convolutions are merged into one dense convolution each: on, off, or, for the adaptive \
      engine, wherever few neurons fire: that is up to a third faster, and takes more memory and time to load.
      """)
  var merge = PackedNetwork.Merging.never

  @Option(help: "The threads that compute, 1...64, for dense and adaptive.")
  var threads = 1

  @Flag(help: "Keep each of the threads but the first on a processor of its own.")
  var pinThreads = false

  @Flag(
    help: """
      For dense and adaptive: keep the weights as they are made ready for this processor, and what was measured on it, \
      in a file beside the model, and start from that file when it is there.
      """)
  var cache = false

  func validate() throws {
    guard (1...64).contains(threads) else {
      throw ValidationError("--threads is \(threads); it must be 1...64.")
    }
    if engine.kernels == nil {
      let refused = [
        ("--threads \(threads)", threads != 1), ("--pin-threads", pinThreads), ("--cache", cache),
      ].first { $0.1 }
      if let refused {
        throw ValidationError("\(refused.0) needs --engine dense or adaptive, not \(engine.rawValue).")
      }
    }
    guard merge != .whereFewFire || engine == .adaptive else {
      throw ValidationError("--merge adaptive needs --engine adaptive, not \(engine.rawValue).")
    }
  }

  /// How weights are held.
  var precision: WeightPrecision { weights ?? engine.usualWeights }

  /// Loads a model for the engine; throws `CommandFailure` that names the file.
  func load(model path: String) throws(CommandFailure) -> LoadedNetwork {
    try load(ModelLoading.model(path: path), path: path, usesCache: cache)
  }

  /// Loads a model that came from `path`; throws `CommandFailure` that names the file.
  func load(_ model: ModelFile, path: String, usesCache: Bool) throws(CommandFailure) -> LoadedNetwork {
    do {
      guard let kernels = engine.kernels else {
        let plan = try NetworkPlan(model: model, merged: merge == .always)
        return .plan(plan, precision.integer.map { QuantisedWeights(plan: plan, type: $0) }, engine)
      }
      let options = PackedNetwork.Options(weights: precision.integer, choice: kernels, merging: merge)
      let network =
        usesCache
        ? try PackedNetworkCache(modelPath: path, options: options, threads: threads).network(model)
        : try PackedNetwork(model: model, options: options, threads: threads).calibrated(
          clock: HostClock.threadNanoseconds)
      return .packed(network, self)
    } catch {
      throw CommandFailure(error, path: path)
    }
  }
}

extension PackedNetwork.Merging: ExpressibleByArgument {}
