import SpikingNetwork
import Testing

@Suite struct EnergyEstimateTests {
  /// Every number worked out again from the spikes of another engine, spike by spike.
  @Test(arguments: [false, true]) func agreesWithSpikesCountedOneByOne(merged: Bool) throws {
    let plan = try NetworkPlan(model: DyadicModel.gen1().model, merged: merged)
    let topology = plan.topology
    let (spiking, reference) = (SpikesEngine(plan: plan), ReferenceEngine(plan: plan))
    let recorded = RecordedSpikes()
    reference.spikeObserver = recorded
    var state = MembraneState(outline: plan.outline)
    var other = MembraneState(outline: plan.outline)
    var activity = NetworkActivity(topology: topology)
    let naive = zip(topology.convolutions, topology.sources).map { NaiveOperations($0, topology.featureMaps[$1.map]) }
    var accumulates = [Int](repeating: 0, count: naive.count)
    var spikeSums = accumulates
    let inputs = try DyadicModel.gen1().inputs(3)
    for input in inputs {
      _ = spiking.output(of: input, state: &state)
      _ = reference.output(of: input, state: &other)
      activity += spiking.lastTimestep
      for (index, source) in topology.sources.enumerated() {
        guard let neuron = source.neuron else { continue }
        let spikes = try #require(recorded.spikes[topology.neurons[neuron].name])
        accumulates[index] += naive[index].accumulates(of: spikes)
        spikeSums[index] += Int(spikes.reduce(0, +))
      }
    }
    let estimate = EnergyEstimate(topology: topology, activity: activity)
    #expect(estimate.timesteps == 3 && estimate.convolutions.count == naive.count)
    var total = (counted: 0.0, literature: 0.0, ann: 0)
    for (index, row) in estimate.convolutions.enumerated() {
      let source = topology.sources[index]
      #expect(row.name == topology.convolutions[index].module && row.layer == source.layer)
      let padded = Double(naive[index].padded)
      #expect(row.share.literatureANN.multiplyAccumulates == padded)
      #expect(row.share.countedANN.multiplyAccumulates == Double(naive[index].multiplyAccumulates))
      #expect(row.share.countedANN.accumulates == 0 && row.share.literatureANN.accumulates == 0)
      if source.neuron != nil {
        let neurons = Double(topology.featureMaps[source.map].elementCount)
        #expect(row.share.counted == OperationCounts(accumulates: Double(accumulates[index]) / 3))
        let literature = Double(spikeSums[index]) / (3 * neurons) * padded
        #expect(abs(row.share.literature.accumulates - literature) <= 1e-9 * literature)
        #expect(row.share.literature.multiplyAccumulates == 0)
        #expect(row.firing?.spikesPerNeuron == Double(spikeSums[index]) / (3 * neurons))
        total.counted += Double(accumulates[index]) / 3 * 0.9
        total.literature += literature * 0.9
      } else {
        #expect(row.firing == nil)
        #expect(row.share.counted == row.share.countedANN && row.share.literature == row.share.literatureANN)
        total.counted += Double(naive[index].multiplyAccumulates) * 4.6
        total.literature += padded * 4.6
      }
      total.ann += naive[index].padded
    }
    let figures = OperationEnergy(.float32)
    #expect(abs(estimate.total.counted.millijoules(figures) - total.counted * 1e-9) <= 1e-9 * total.counted)
    #expect(abs(estimate.total.literature.millijoules(figures) - total.literature * 1e-9) <= 1e-9 * total.literature)
    #expect(total.ann == topology.multiplyAccumulates)
    #expect(estimate.total.literatureANN.multiplyAccumulates == Double(total.ann))
  }

  @Test func layersAreSumsOfTheirConvolutions() throws {
    let plan = try NetworkPlan(model: TinyModel.model())
    let engine = SpikesEngine(plan: plan)
    var state = MembraneState(outline: plan.outline)
    _ = engine.output(of: TinyModel.inputs(1)[0], state: &state)
    let estimate = EnergyEstimate(topology: plan.topology, activity: engine.lastTimestep)
    for layer in estimate.layers {
      let rows = estimate.convolutions.filter { $0.layer == layer.layer }
      #expect(
        abs(rows.reduce(0) { $0 + $1.share.counted.accumulates } - layer.share.counted.accumulates) < 1e-6)
      #expect(
        Double(plan.topology.layers[layer.layer].multiplyAccumulates) == layer.share.literatureANN.multiplyAccumulates)
    }
    #expect(estimate.layers.map(\.layer) == plan.topology.layers.filter { $0.multiplyAccumulates > 0 }.map(\.index))
    // A real first layer: its neurons' rate by hand.
    let firing = try #require(estimate.layers.first { $0.layer == 3 }?.firing)
    let index = try #require(plan.topology.neurons.firstIndex { $0.name == "model.3.encode_lif" })
    let neurons = Double(plan.topology.neurons[index].elementCount)
    #expect(firing.rate == Double(engine.lastTimestep.firedCounts[index]) / neurons)
    #expect(firing.spikesPerNeuron == Double(engine.lastTimestep.spikeCounts[index]) / neurons)
  }

  @Test func theActivityOfNoTimestepCostsNothing() throws {
    let topology = try NetworkTopology(description: TinyModel.description)
    let estimate = EnergyEstimate(topology: topology, activity: NetworkActivity(topology: topology))
    #expect(estimate.total.counted == OperationCounts() && estimate.total.literature == OperationCounts())
    #expect(estimate.total.literatureANN.multiplyAccumulates == Double(topology.multiplyAccumulates))
  }

  @Test func figuresAreThoseOfTheField() {
    let figures = OperationEnergy(.float32)
    let counts = OperationCounts(accumulates: 2e9, multiplyAccumulates: 1e9)
    #expect(abs(counts.millijoules(figures) - (1.8 + 4.6)) < 1e-12)
    for arithmetic in OperationEnergy.Arithmetic.allCases {
      let figures = OperationEnergy(arithmetic)
      #expect(figures.accumulatePicojoules > 0 && figures.accumulatePicojoules < figures.multiplyAccumulatePicojoules)
    }
  }
}
