import SpikingNetwork
import Testing

/// The engine against the naive network on weights for which float32 is exact in any order.
@Suite struct ReferenceEngineTests {
  @Test(arguments: [false, true], [StateMode.carry, .reset])
  func equalsTheNaiveNetwork(merged: Bool, mode: StateMode) throws {
    try compare(DyadicModel.gen1(), merged: merged, mode: mode)
  }

  @Test(arguments: [false, true]) func equalsTheNaiveStaticImageNetwork(merged: Bool) throws {
    try compare(DyadicModel.coco(), merged: merged, mode: .carry)
  }

  private func compare(_ dyadic: DyadicModel, merged: Bool, mode: StateMode) throws {
    let plan = try NetworkPlan(model: dyadic.model, merged: merged)
    var naive = NaiveNetwork(tensors: dyadic.tensors, description: dyadic.description)
    let engine = ReferenceEngine(plan: plan)
    let recorded = RecordedSpikes()
    engine.spikeObserver = recorded
    var state = MembraneState(outline: plan.outline)
    var output = [Float](repeating: .nan, count: dyadic.description.outputElementCount)
    var fired = Set<String>()
    for (index, input) in dyadic.inputs(3).enumerated() {
      if mode == .reset {
        naive.reset()
        state.reset()
      }
      let expected = naive.step(input)
      var span = output.mutableSpan
      engine.step(input: input.span, state: &state, output: &span)
      for (name, spikes) in naive.spikes {
        #expect(recorded.spikes[name] == spikes.values, "\(name) at timestep \(index)")
        if spikes.values.contains(where: { $0 > 0 }) { fired.insert(name) }
      }
      #expect(recorded.spikes.count == naive.spikes.count)
      #expect(output.map(Double.init) == expected, "timestep \(index)")
    }
    // The comparison means something only where there were spikes.
    #expect(fired.count * 10 >= naive.spikes.count * 9)
  }

  @Test func isTheSameAfterSavingAndLoadingTheStateHalfWay() throws {
    let dyadic = try DyadicModel.gen1()
    let plan = try NetworkPlan(model: dyadic.model)
    let inputs = dyadic.inputs(4)
    var state = MembraneState(outline: plan.outline)
    let engine = ReferenceEngine(plan: plan)
    for input in inputs.prefix(2) { _ = engine.output(of: input, state: &state) }
    var loaded = try MembraneState(outline: plan.outline, savedBytes: state.savedBytes())
    let other = ReferenceEngine(plan: plan)
    for input in inputs.suffix(2) {
      let expected = engine.output(of: input, state: &state)
      #expect(other.output(of: input, state: &loaded) == expected)
    }
  }

  @Test func resetStateEqualsAFreshOne() throws {
    let dyadic = try DyadicModel.gen1()
    let plan = try NetworkPlan(model: dyadic.model)
    let inputs = dyadic.inputs(3)
    let engine = ReferenceEngine(plan: plan)
    var state = MembraneState(outline: plan.outline)
    for input in inputs { _ = engine.output(of: input, state: &state) }
    state.reset()
    var fresh = MembraneState(outline: plan.outline)
    #expect(try state.savedBytes() == fresh.savedBytes())
    let expected = ReferenceEngine(plan: plan).output(of: inputs[0], state: &fresh)
    #expect(engine.output(of: inputs[0], state: &state) == expected)
  }

  @Test func neuronsThatReadTheSameMapShareOneState() throws {
    let topology = try NetworkTopology(description: DyadicModel.gen1().description)
    let shared = topology.neurons.filter { $0.names.count > 1 }.map(\.names)
    #expect(
      shared == [
        ["model.20.lif", "model.26.cv2.0.0.lif", "model.26.cv3.0.0.lif"],
        ["model.23.lif", "model.26.cv2.1.0.lif", "model.26.cv3.1.0.lif"],
        ["model.26.cv2.2.0.lif", "model.26.cv3.2.0.lif"],
      ])
  }
}
