import SpikingNetwork
import Testing

@Suite struct QuantisedEngineTests {
  /// The dequantised weights in the reference engine: the same values, sums rounded where whole numbers are not.
  @Test(arguments: IntegerWeight.allCases, [false, true])
  func convolvesWithTheWeightsItSays(type: IntegerWeight, merged: Bool) throws {
    let plan = try NetworkPlan(model: TinyModel.model(), merged: merged)
    let weights = QuantisedWeights(plan: plan, type: type)
    for (index, (quantised, error)) in zip(weights.convolutions, weights.errors(of: plan)).enumerated() {
      let original = plan.weights[index]
      let back = quantised.dequantised()
      #expect(back.bias == original.bias && back.outside == original.outside)
      #expect(back.values.count == original.values.count)
      let largest = zip(back.values, original.values).reduce(0) { max($0, abs(Double($1.0) - Double($1.1))) }
      // The product of number and scale is rounded to float32.
      let magnitude = original.values.reduce(0) { max($0, abs($1)) }
      #expect(abs(largest - error.largest) <= Double(magnitude) * 0x1p-23)
    }
    // One timestep with the same spikes everywhere: only the convolutions' own errors are left.
    let probe = QuantisationProbe(plan: plan, weights: weights)
    var state = MembraneState(outline: plan.outline)
    var expected = MembraneState(outline: plan.outline)
    let reference = ReferenceEngine(plan: plan)
    for input in TinyModel.inputs(3) {
      #expect(probe.output(of: input, state: &state) == reference.output(of: input, state: &expected))
    }
    for (index, comparison) in probe.comparisons.enumerated() {
      let convolution = plan.topology.convolutions[index]
      #expect(comparison.outputs == 3)
      // A sum of fan-in products, each off by half a step at most.
      let scale = weights.convolutions[index].scales.max() ?? 0
      let bound = 0.51 * Double(scale) * Double(convolution.fanIn) * 4 + 1e-4
      #expect(comparison.largest <= bound, "\(convolution.module)")
    }
    #expect(probe.comparisons.contains { $0.largest > 0 })
  }

  @Test func sixteenBitsAreCloserThanEight() throws {
    let plan = try NetworkPlan(model: TinyModel.model())
    let sums = IntegerWeight.allCases.map { type in
      QuantisedWeights(plan: plan, type: type).errors(of: plan).reduce(into: QuantisationError()) { $0 += $1 }
    }
    #expect(sums[0].relative > 0 && sums[0].relative * 200 < sums[1].relative)
    #expect(sums[1].relative < 0.02)
    #expect(sums[0].channels == plan.topology.convolutions.reduce(0) { $0 + $1.outputChannels })
  }

  @Test func dyadicWeightsAreExact() throws {
    let plan = try NetworkPlan(model: DyadicModel.gen1().model)
    for type in IntegerWeight.allCases {
      for error in QuantisedWeights(plan: plan, type: type).errors(of: plan) {
        #expect(error.exactChannels == error.channels)
        #expect(error.largest == 0)
      }
    }
  }
}
