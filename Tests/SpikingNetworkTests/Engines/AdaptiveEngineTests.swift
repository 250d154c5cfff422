import SpikingNetwork
import Testing

@Suite struct AdaptiveEngineTests {
  /// A sum has one order, or no order where it is one of whole numbers: weights need not be exact for bits to be equal.
  @Test(arguments: EngineUnderTest.fused, [nil, IntegerWeight.int16, .int8])
  func equalsTheStraightforwardEngineWithAnyWeights(kind: EngineUnderTest.Kind, weights: IntegerWeight?) throws {
    for merged in [false, true] {
      let plan = try NetworkPlan(model: TinyModel.model(), merged: merged)
      let inputs = TinyModel.inputs(4)
      let expected = try EngineRun(
        EngineUnderTest(kind: .reference, weights: weights, merged: merged).engine(plan), inputs)
      let tested = EngineUnderTest(kind: kind, weights: weights, merged: merged)
      #expect(try EngineRun(tested.engine(plan), inputs) == expected, "\(tested)")
      #expect(expected.checks.values.contains { $0.contains { $0.nonzeroCount > 0 } })
    }
  }

  /// Channel counts that fill no vector, and windows from reset state.
  @Test(arguments: EngineUnderTest.fused) func equalsTheReferenceWhereSumsAreExact(kind: EngineUnderTest.Kind) throws {
    for dyadic in [try DyadicModel.gen1(), try DyadicModel.coco()] {
      let plan = try NetworkPlan(model: dyadic.model)
      let inputs = dyadic.inputs(3)
      let engine = try EngineUnderTest(kind: kind, weights: .int16, merged: false).engine(plan)
      let expected = EngineRun(ReferenceEngine(plan: plan), inputs)
      #expect(EngineRun(engine, inputs) == expected)
      // The engine itself remembers nothing from one state to the next.
      #expect(EngineRun(engine, inputs) == expected)
    }
  }

  /// Where sums are exact, it does not matter which convolutions are merged.
  @Test(arguments: [0, 0.1, 2], [1, 3]) func mergesWhereFewNeuronsFire(below rate: Double, threads: Int) throws {
    for dyadic in [try DyadicModel.gen1(), try DyadicModel.coco()] {
      let plan = try NetworkPlan(model: dyadic.model)
      let merged = try NetworkPlan(model: dyadic.model, merged: true)
      let inputs = dyadic.inputs(3)
      for weights in [IntegerWeight.int16, nil] {
        var options = PackedNetwork.Options(weights: weights, merging: .whereFewFire)
        options.mergesBelow = rate
        let network = try PackedNetwork(plan: plan, merged: merged, options: options)
        let engine = AdaptiveEngine(network: network, threads: threads)
        #expect(EngineRun(engine, inputs) == EngineRun(ReferenceEngine(plan: plan), inputs))
      }
    }
  }

  /// Always merging a RepConv is visible in the last bits of a network whose sums are not exact.
  @Test func mergingIsReallyDone() throws {
    let model = try TinyModel.model()
    let plan = try NetworkPlan(model: model)
    let inputs = TinyModel.inputs(3)
    let engine = { (rate: Double) in
      var options = PackedNetwork.Options(weights: nil, merging: .whereFewFire)
      options.mergesBelow = rate
      return AdaptiveEngine(network: try PackedNetwork(model: model, options: options))
    }
    let unmerged = EngineRun(ReferenceEngine(plan: plan), inputs)
    #expect(try EngineRun(engine(0), inputs) == unmerged)
    #expect(try EngineRun(engine(2), inputs).potentials != unmerged.potentials)
  }

  @Test func goesFromOneEngineToAnotherInTheMiddle() throws {
    let plan = try NetworkPlan(model: TinyModel.model())
    let weights = QuantisedWeights(plan: plan, type: .int16)
    let engines: [any InferenceEngine] = [
      AdaptiveEngine(network: try PackedNetwork(plan: plan, options: .init()), threads: 2),
      QuantisedEngine(plan: plan, weights: weights),
      AdaptiveEngine(network: try PackedNetwork(plan: plan, options: .init(choice: .dense))),
    ]
    let inputs = TinyModel.inputs(6)
    let expected = EngineRun(engines[1], inputs)
    var state = MembraneState(outline: plan.outline)
    for (index, input) in inputs.enumerated() {
      #expect(engines[index % engines.count].output(of: input, state: &state) == expected.outputs[index])
    }
  }
}
