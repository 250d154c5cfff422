import SpikingNetwork

/// What an engine makes of a series of inputs: the spikes of every layer and the output of every timestep.
struct EngineRun: Equatable {
  var checks: [String: [SpikeChecks.Check]] = [:]
  var outputs: [[Float]] = []
  var potentials: [Float] = []

  init(_ engine: any InferenceEngine, _ inputs: [[Float]]) {
    let spikes = SpikeChecks()
    engine.spikeObserver = spikes
    var state = MembraneState(outline: engine.outline)
    for input in inputs { outputs.append(engine.output(of: input, state: &state)) }
    checks = spikes.checks
    let span = state.potentials
    potentials = span.indices.map { span[$0] }
  }
}
