import SpikingNetwork
import Testing

@Suite struct FiringRateMeterTests {
  private static func rates(_ engine: any InferenceEngine, _ meter: FiringRateMeter) -> [[LayerFiringRate]] {
    var state = MembraneState(outline: engine.outline)
    engine.spikeObserver = meter
    return TinyModel.inputs(3).map { input in
      _ = engine.output(of: input, state: &state)
      return meter.takeRates()
    }
  }

  @Test func ratesAreThoseThatAreCounted() throws {
    let plan = try NetworkPlan(model: TinyModel.model())
    let meter = FiringRateMeter(topology: plan.topology)
    #expect(meter.takeRates().isEmpty)
    let rates = Self.rates(ReferenceEngine(plan: plan), meter)
    let counter = ActivityCounter(topology: plan.topology)
    let engine = ReferenceEngine(plan: plan)
    engine.spikeObserver = counter
    var state = MembraneState(outline: plan.outline)
    for (input, step) in zip(TinyModel.inputs(3), rates) {
      _ = engine.output(of: input, state: &state)
      let activity = counter.takeActivity()
      var neurons: [Int: (fired: Int, all: Int)] = [:]
      for node in plan.topology.nodes {
        guard case .fire(let neuron) = node.operation else { continue }
        neurons[node.layer, default: (0, 0)].fired += activity.firedCounts[neuron]
        neurons[node.layer, default: (0, 0)].all += plan.topology.neurons[neuron].elementCount
      }
      #expect(step.map(\.layer) == neurons.keys.sorted())
      for rate in step {
        let (fired, all) = try #require(neurons[rate.layer])
        #expect(rate.rate == Float(fired) / Float(all) && rate.kind == plan.topology.layers[rate.layer].kind)
        #expect(all == plan.topology.layers[rate.layer].neuronCount)
      }
      #expect(step.contains { $0.rate > 0 })
    }
  }

  @Test func everyEngineShowsTheSame() throws {
    let plan = try NetworkPlan(model: TinyModel.model())
    let expected = Self.rates(ReferenceEngine(plan: plan), FiringRateMeter(topology: plan.topology))
    let packed = try PackedNetwork(plan: plan, options: PackedNetwork.Options(weights: nil))
    for threads in [1, 2] {
      let engine = AdaptiveEngine(network: packed, threads: threads)
      #expect(Self.rates(engine, FiringRateMeter(topology: plan.topology)) == expected)
    }
  }
}
