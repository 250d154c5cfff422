import SpikingNetwork

/// An engine that holds every timestep until a test has looked again.
final class HeldEngine: InferenceEngine {
  private let engine: ReferenceEngine
  private let looks: Looks

  init(_ engine: ReferenceEngine, until looks: Looks) {
    self.engine = engine
    self.looks = looks
  }

  var outline: NetworkOutline { engine.outline }

  var spikeObserver: (any SpikeObserver)? {
    get { engine.spikeObserver }
    set { engine.spikeObserver = newValue }
  }

  func step(input: Span<Float>, state: inout MembraneState, output: inout MutableSpan<Float>) {
    looks.waitForNext()
    engine.step(input: input, state: &state, output: &output)
  }
}
