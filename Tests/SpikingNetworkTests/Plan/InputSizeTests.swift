import SpikingNetwork
import Testing

@Suite struct InputSizeTests {
  private func description(width: Int, height: Int) -> NetworkDescription {
    NetworkDescription(
      variant: .coco, scale: NetworkScale(depth: 0.33, width: 0.0625),
      input: NetworkInput(width: width, height: height, sensorWidth: 64, sensorHeight: 64), classNames: ["a", "b"],
      provenance: ModelProvenance(source: "test", writer: "test"))
  }

  /// A plan that is brought to another size computes what a plan made for that size computes.
  @Test(arguments: [false, true]) func equalsAPlanMadeForThatSize(merged: Bool) throws {
    let bytes = try NetworkGenerator(description: description(width: 64, height: 64), seed: 5).modelBytes()
    let model = try ModelFile(bytes: bytes)
    let wide = try ModelFile(
      bytes: ModelFile.bytes(description: description(width: 96, height: 32), weights: model.weights))
    let plans = [
      try NetworkPlan(model: model, merged: merged).forInput(width: 96, height: 32),
      try NetworkPlan(model: wide, merged: merged),
    ]
    #expect(plans[0].topology.stateElementCount == plans[1].topology.stateElementCount)
    #expect(plans[0].digest == model.digest)
    var random = SplitMix64(seed: 3)
    let input = (0..<3 * 96 * 32).map { _ in random.uniform(0, 1) }
    let outputs = plans.map { plan in
      var state = MembraneState(outline: plan.outline)
      let engine = ReferenceEngine(plan: plan)
      return (0..<2).flatMap { _ in engine.output(of: input, state: &state) }
    }
    #expect(outputs[0] == outputs[1])
    #expect(outputs[0].contains { $0 != outputs[0][0] })
  }

  @Test(arguments: [(100, 64), (0, 64), (64, 8192)]) func wrongSizesAreRefused(width: Int, height: Int) throws {
    let model = try ModelFile(
      bytes: NetworkGenerator(description: description(width: 64, height: 64), seed: 5).modelBytes())
    let plan = try NetworkPlan(model: model)
    #expect(throws: NetworkDescriptionError.self) { try plan.forInput(width: width, height: height) }
  }
}
