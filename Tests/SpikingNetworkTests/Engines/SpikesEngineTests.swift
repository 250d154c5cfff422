import SpikingNetwork
import Testing

@Suite struct SpikesEngineTests {
  /// The spikes of every layer and the output of every timestep.
  private struct Run: Equatable {
    var checks: [String: [SpikeChecks.Check]] = [:]
    var outputs: [[Float]] = []
  }

  private func run(_ engine: any InferenceEngine, _ inputs: [[Float]]) -> Run {
    let checks = SpikeChecks()
    engine.spikeObserver = checks
    var state = MembraneState(outline: engine.outline)
    var run = Run()
    for input in inputs { run.outputs.append(engine.output(of: input, state: &state)) }
    run.checks = checks.checks
    return run
  }

  private func tiny(largestSpikeCount: Int) throws -> ModelFile {
    var description = TinyModel.description
    description.neuron.largestSpikeCount = largestSpikeCount
    return try ModelFile(
      bytes: NetworkGenerator(description: description, seed: 1, weightElement: .float32).modelBytes())
  }

  @Test(arguments: EngineUnderTest.exact) func equalsTheReferenceWhereSumsAreExact(tested: EngineUnderTest) throws {
    for dyadic in [try DyadicModel.gen1(), try DyadicModel.coco()] {
      let plan = try NetworkPlan(model: dyadic.model, merged: tested.merged)
      let inputs = dyadic.inputs(3)
      #expect(try run(tested.engine(plan), inputs) == run(ReferenceEngine(plan: plan), inputs))
    }
  }

  /// With D = 1 nothing is added twice, and the order of additions is that of the reference.
  @Test(arguments: [false, true]) func equalsTheReferenceForBinarySpikesWithAnyWeights(merged: Bool) throws {
    let plan = try NetworkPlan(model: tiny(largestSpikeCount: 1), merged: merged)
    let inputs = TinyModel.inputs(4)
    let expected = run(ReferenceEngine(plan: plan), inputs)
    #expect(run(SpikesEngine(plan: plan), inputs) == expected)
    #expect(expected.checks.values.contains { $0.contains { $0.nonzeroCount > 0 } })
  }

  /// Sums of whole numbers have no order: additions alone give the bits of multiplications, whatever the weights.
  @Test(arguments: IntegerWeight.allCases, [false, true])
  func equalsTheQuantisedEngineWithAnyWeights(type: IntegerWeight, merged: Bool) throws {
    let plan = try NetworkPlan(model: tiny(largestSpikeCount: 4), merged: merged)
    let inputs = TinyModel.inputs(4)
    let weights = QuantisedWeights(plan: plan, type: type)
    let expected = run(QuantisedEngine(plan: plan, weights: weights), inputs)
    #expect(run(SpikesEngine(plan: plan, quantised: weights), inputs) == expected)
    // Quantisation does something to such weights, or equality would say nothing about it.
    #expect(expected.outputs != run(ReferenceEngine(plan: plan), inputs).outputs)
  }

  @Test(arguments: [false, true]) func countsWhatEverySpikeReaches(merged: Bool) throws {
    let plan = try NetworkPlan(model: tiny(largestSpikeCount: 4), merged: merged)
    let topology = plan.topology
    let engine = SpikesEngine(plan: plan)
    let recorded = RecordedSpikes()
    engine.spikeObserver = recorded
    var state = MembraneState(outline: plan.outline)
    for input in TinyModel.inputs(3) {
      _ = engine.output(of: input, state: &state)
      let activity = engine.lastTimestep
      #expect(activity.timesteps == 1)
      for (index, neuron) in topology.neurons.enumerated() {
        let spikes = try #require(recorded.spikes[neuron.name])
        #expect(activity.firedCounts[index] == spikes.count { $0 > 0 })
        #expect(activity.spikeCounts[index] == Int(spikes.reduce(0, +)))
      }
      for (index, source) in topology.sources.enumerated() {
        let convolution = topology.convolutions[index]
        let counts = NaiveOperations(convolution, topology.featureMaps[source.map])
        if let neuron = source.neuron {
          let spikes = try #require(recorded.spikes[topology.neurons[neuron].name])
          #expect(activity.accumulates[index] == counts.accumulates(of: spikes), "\(convolution.module)")
          #expect(activity.multiplyAccumulates[index] == 0)
        } else {
          #expect(activity.accumulates[index] == 0)
          #expect(activity.multiplyAccumulates[index] == counts.multiplyAccumulates, "\(convolution.module)")
        }
      }
    }
  }

  @Test func realNumbersEnterTheStemAndUnmergedBlocksOnly() throws {
    let merged = try NetworkTopology(description: TinyModel.description, merged: true)
    let values = zip(merged.convolutions, merged.sources).filter { $1.neuron == nil }.map { $0.0.module }
    #expect(values == ["model.1.encode_conv"])
    let unmerged = try NetworkTopology(description: TinyModel.description)
    for (convolution, source) in zip(unmerged.convolutions, unmerged.sources) where source.neuron == nil {
      #expect(
        ["encode_conv", "pwconv3.body.1.1", "body.2.0", "body.2.1"].contains { convolution.module.hasSuffix($0) },
        "\(convolution.module)")
    }
  }

  @Test func denseOperationsFollowFromShapesAlone() throws {
    for merged in [false, true] {
      let topology = try NetworkTopology(description: TinyModel.description, merged: merged)
      var total = 0
      for (convolution, source) in zip(topology.convolutions, topology.sources) {
        let map = topology.featureMaps[source.map]
        let dense = DenseOperations(of: convolution, height: map.height, width: map.width)
        let naive = NaiveOperations(convolution, map)
        #expect(dense.withoutZeroPadding == naive.multiplyAccumulates, "\(convolution.module)")
        #expect(dense.withPadding >= dense.withoutZeroPadding)
        #expect((dense.withPadding == dense.withoutZeroPadding) == (naive.multiplyAccumulates == naive.padded))
        total += dense.withPadding
      }
      #expect(total == topology.multiplyAccumulates)
    }
  }
}
