import SpikingNetwork
import Testing

@Suite struct ActivityCounterTests {
  private func count(_ engine: any InferenceEngine, _ counter: ActivityCounter, _ inputs: [[Float]]) {
    var state = MembraneState(outline: engine.outline)
    engine.spikeObserver = counter
    for input in inputs { _ = engine.output(of: input, state: &state) }
  }

  @Test(arguments: [NetworkVariant.gen1, .coco], [true, false])
  func spikesAloneTellWhatTheSpikesEngineCounts(variant: NetworkVariant, merged: Bool) throws {
    let dyadic = try variant == .coco ? DyadicModel.coco() : DyadicModel.gen1()
    let plan = try NetworkPlan(model: dyadic.model, merged: merged)
    let inputs = dyadic.inputs(3)
    let spikes = SpikesEngine(plan: plan)
    var state = MembraneState(outline: plan.outline)
    var expected = NetworkActivity(topology: plan.topology)
    for input in inputs {
      _ = spikes.output(of: input, state: &state)
      expected += spikes.lastTimestep
    }
    #expect(expected.spikeCounts.reduce(0, +) > 100 && expected.accumulates.reduce(0, +) > 1000)
    let counter = ActivityCounter(topology: plan.topology)
    count(ReferenceEngine(plan: plan), counter, inputs)
    #expect(counter.activity == expected)
    #expect(counter.takeActivity() == expected)
    #expect(counter.activity == NetworkActivity(topology: plan.topology))
  }

  @Test func theMergedNetworkIsCountedWhileAnotherEngineComputesTheOther() throws {
    let model = try TinyModel.model()
    let unmerged = try NetworkPlan(model: model)
    let merged = try NetworkPlan(model: model, merged: true)
    #expect(unmerged.topology.neurons == merged.topology.neurons)
    let network = try PackedNetwork(model: model, options: PackedNetwork.Options(weights: nil))
    let counter = ActivityCounter(topology: merged.topology)
    count(AdaptiveEngine(network: network), counter, TinyModel.inputs(3))
    #expect(counter.activity.timesteps == 3)
    // Only the first convolution multiplies, and all others add.
    #expect(counter.activity.multiplyAccumulates.count { $0 > 0 } == 1)
    #expect(counter.activity.accumulates.count { $0 > 0 } > 10)
  }

  @Test func theTimeThatCountingTakesIsKnown() throws {
    let plan = try NetworkPlan(model: TinyModel.model())
    var now: Int64 = 0
    let counter = ActivityCounter(topology: plan.topology) {
      now += 3
      return now
    }
    count(ReferenceEngine(plan: plan), counter, TinyModel.inputs(2))
    #expect(counter.nanosecondsSpent == Int64(2 * plan.topology.neurons.count) * 3)
  }
}
