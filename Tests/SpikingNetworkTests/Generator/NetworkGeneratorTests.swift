import SpikingNetwork
import Testing

@Suite struct NetworkGeneratorTests {
  @Test func theSameSeedGivesTheSameBytes() throws {
    #expect(try TinyModel.bytes(seed: 7) == TinyModel.bytes(seed: 7))
    #expect(try TinyModel.bytes(seed: 7) != TinyModel.bytes(seed: 8))
  }

  @Test func halfPrecisionWeightsHalveTheFile() throws {
    let half = try NetworkGenerator(description: TinyModel.description, seed: 1).modelBytes()
    let file = try SafetensorsFile(bytes: half)
    for tensor in file.header.tensors {
      #expect(tensor.element == (tensor.shape.count == 4 ? .float16 : .float32), "\(tensor.name)")
    }
    let full = try TinyModel.bytes()
    #expect(half.count * 3 < full.count * 2)
    _ = try NetworkPlan(model: ModelFile(bytes: half))
  }

  private static let description = NetworkDescription(
    variant: .gen1, scale: NetworkScale(depth: 0.33, width: 0.125),
    input: NetworkInput(width: 192, height: 160, sensorWidth: 192, sensorHeight: 160),
    classNames: ["car", "pedestrian"], provenance: ModelProvenance(source: "made up", writer: "test"))

  @Test(arguments: [1, 2] as [UInt64]) func neuronsFireAndTheHeadFindsAFewThings(seed: UInt64) throws {
    let description = Self.description
    var scene = SyntheticInput(description: description, seed: seed)
    let inputs = (0..<8).map { _ in scene.next() }
    let bytes = try NetworkGenerator(
      description: description, seed: seed, calibrationInputs: inputs
    ).modelBytes()
    let plan = try NetworkPlan(model: ModelFile(bytes: bytes))
    let engine = ReferenceEngine(plan: plan)
    let spikes = SpikeChecks()
    engine.spikeObserver = spikes
    var state = MembraneState(outline: plan.outline)
    let count = description.outputElementCount
    var accumulator = WindowAccumulator(timestepsPerWindow: 2, elementCount: count)
    var output = [Float](repeating: 0, count: count)
    for input in inputs {
      accumulator.append(engine.output(of: input, state: &state).span)
      var span = output.mutableSpan
      accumulator.mean(into: &span)
    }
    #expect((0.1...0.25).contains(spikes.meanFiringRate))
    for (name, neuron) in plan.topology.neuronNames {
      let nonzero = spikes.checks[name, default: []].reduce(0) { $0 + $1.nonzeroCount }
      let rate = Double(nonzero) / Double(plan.topology.neurons[neuron].elementCount * inputs.count)
      #expect((0.04...0.35).contains(rate), "\(name) fires at \(rate)")
    }
    // logit(0.25)
    let scores = output[(NetworkDescription.boxChannels * description.anchorCount)...].filter { $0 > -1.0986123 }
    #expect((1...60).contains(scores.count), "\(scores.count) scores above 0.25")
  }

  @Test(arguments: [0.05, 0.3] as [Float]) func neuronsFireAtTheRateThatIsAskedFor(rate: Float) throws {
    let description = Self.description
    var scene = SyntheticInput(description: description, seed: 5)
    let inputs = (0..<8).map { _ in scene.next() }
    let bytes = try NetworkGenerator(
      description: description, seed: 5, calibrationInputs: inputs, firingRates: rate...rate
    ).modelBytes()
    let engine = ReferenceEngine(plan: try NetworkPlan(model: ModelFile(bytes: bytes)))
    let spikes = SpikeChecks()
    engine.spikeObserver = spikes
    var state = MembraneState(outline: engine.outline)
    for input in inputs { _ = engine.output(of: input, state: &state) }
    // Maps of few pixels have few rates that they can fire at.
    #expect(abs(spikes.meanFiringRate - Double(rate)) < max(0.3 * Double(rate), 0.03))
  }

  @Test(arguments: [0...0.1, 0.5...1, -1...0.5] as [ClosedRange<Float>])
  func impossibleRatesAreRefused(rates: ClosedRange<Float>) {
    let generator = NetworkGenerator(description: TinyModel.description, seed: 1, firingRates: rates)
    #expect(throws: NetworkGeneratorError.illegalFiringRates(rates)) { try generator.modelBytes() }
  }

  /// Whatever the order of sums and the bits of the weights, merged or not.
  @Test func exactNetworksAreTheSameInEveryForm() throws {
    var description = TinyModel.description
    description.scale.width = 0.125
    var scene = SyntheticInput(description: description, seed: 5)
    let inputs = (0..<12).map { _ in scene.next() }
    let bytes = try NetworkGenerator(
      description: description, seed: 2, weightElement: .float32, calibrationInputs: Array(inputs.prefix(8)),
      isExact: true
    ).modelBytes()
    let model = try ModelFile(bytes: bytes)
    let plan = try NetworkPlan(model: model)
    let merged = try NetworkPlan(model: model, merged: true)
    let expected = EngineRun(ReferenceEngine(plan: plan), inputs)
    #expect(EngineRun(ReferenceEngine(plan: merged), inputs) == expected)
    for form in [plan, merged] {
      for type in [IntegerWeight.int16, .int8] {
        #expect(
          EngineRun(QuantisedEngine(plan: form, weights: QuantisedWeights(plan: form, type: type)), inputs) == expected)
      }
    }
    for checks in expected.checks.values { #expect(checks.contains { $0.nonzeroCount > 0 }) }
  }

  @Test func boxesHaveSensibleSizes() throws {
    let description = Self.description
    let plan = try NetworkPlan(
      model: ModelFile(bytes: NetworkGenerator(description: description, seed: 3).modelBytes()))
    let engine = ReferenceEngine(plan: plan)
    var state = MembraneState(outline: plan.outline)
    var scene = SyntheticInput(description: description, seed: 3)
    let output = engine.output(of: scene.next(), state: &state)
    let anchors = description.anchorCount
    for anchor in 0..<anchors {
      for side in 0..<4 {
        let logits = (0..<16).map { output[(side * 16 + $0) * anchors + anchor] }
        let peak = logits.indices.max { logits[$0] < logits[$1] } ?? 0
        #expect(peak <= 8)
      }
    }
  }

  @Test func unusableCalibrationInputsAreRefused() {
    let count = TinyModel.description.input.elementCount
    for input in [[Float](repeating: 0, count: count - 1), [Float](repeating: .nan, count: count)] {
      let generator = NetworkGenerator(description: TinyModel.description, seed: 1, calibrationInputs: [input])
      let error = NetworkGeneratorError.illegalInput(index: 0, count: input.count, expected: count)
      #expect(throws: error) { try generator.modelBytes() }
    }
    let generator = NetworkGenerator(description: TinyModel.description, seed: 1, weightElement: .int8)
    #expect(throws: NetworkGeneratorError.unsupportedElement(.int8)) { try generator.modelBytes() }
  }

  @Test func staticImageNetworksCanBeGeneratedToo() throws {
    var description = TinyModel.description
    description.variant = .coco
    description.neuron = NetworkVariant.coco.publishedNeuron
    let bytes = try NetworkGenerator(description: description, seed: 1).modelBytes()
    let plan = try NetworkPlan(model: ModelFile(bytes: bytes), merged: true)
    let engine = ReferenceEngine(plan: plan)
    let spikes = SpikeChecks()
    engine.spikeObserver = spikes
    var state = MembraneState(outline: plan.outline)
    let output = engine.output(of: TinyModel.inputs(1)[0], state: &state)
    #expect(output.allSatisfy { $0.isFinite })
    #expect(spikes.meanFiringRate > 0)
  }
}
