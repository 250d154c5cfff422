import SpikingNetwork

/// A model's network with its weights as an engine wants them, from which engines for any input size are made.
enum LoadedNetwork {
  /// In float32, and as whole numbers where these are computed with.
  case plan(NetworkPlan, QuantisedWeights?, EngineName)
  /// Packed for the engines `dense` and `adaptive`.
  case packed(PackedNetwork, EngineOptions)

  /// The network.
  var outline: NetworkOutline {
    switch self {
    case .plan(let plan, _, _): plan.outline
    case .packed(let network, _): network.outline
    }
  }

  /// The same network for inputs of another size; the weights are shared, not copied.
  func forInput(width: Int, height: Int) throws(NetworkDescriptionError) -> LoadedNetwork {
    switch self {
    case .plan(let plan, let quantised, let engine):
      .plan(try plan.forInput(width: width, height: height), quantised, engine)
    case .packed(let network, let options):
      .packed(try network.forInput(width: width, height: height), options)
    }
  }

  /// Creates an engine with working memory of its own.
  func makeEngine() -> any InferenceEngine {
    switch self {
    case .plan(let plan, let quantised, .spikes): SpikesEngine(plan: plan, quantised: quantised)
    case .plan(let plan, let quantised?, _): QuantisedEngine(plan: plan, weights: quantised)
    case .plan(let plan, nil, _): ReferenceEngine(plan: plan)
    case .packed(let network, let options):
      AdaptiveEngine(network: network, threads: options.threads, pinsThreads: options.pinThreads)
    }
  }
}
