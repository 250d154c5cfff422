import SpikingNetwork

/// An engine that does something before every timestep, such as to wait.
final class HeldEngine: InferenceEngine {
  private let engine: ReferenceEngine
  private let beforeStep: @Sendable () -> Void

  init(_ engine: ReferenceEngine, beforeStep: @escaping @Sendable () -> Void) {
    self.engine = engine
    self.beforeStep = beforeStep
  }

  var outline: NetworkOutline { engine.outline }

  var spikeObserver: (any SpikeObserver)? {
    get { engine.spikeObserver }
    set { engine.spikeObserver = newValue }
  }

  func step(input: Span<Float>, state: inout MembraneState, output: inout MutableSpan<Float>) {
    beforeStep()
    engine.step(input: input, state: &state, output: &output)
  }
}
