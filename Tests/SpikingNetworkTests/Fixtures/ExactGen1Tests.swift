import SpikingNetwork
import Testing

/// `exact-gen1`: float32 arithmetic on these weights is exact in any order, so everything must agree bit for bit.
@Suite(.enabled(if: Fixture.areAvailable, Fixture.skipMessage)) struct ExactGen1Tests {
  private struct Expected: Decodable {
    var neurons_step_checks: [String: [[UInt64]]]
    var mean_firing_rate: Double
  }

  private static let fixture = Fixture("exact-gen1")

  private let expected: Expected
  private let file: SafetensorsFile
  private let inputs: [[Float]]

  init() throws {
    expected = try Self.fixture.expected()
    file = try Self.fixture.safetensors("io.safetensors")
    let tensor = try file.header.requireTensor(named: "input_codes")
    let codes = Array(file.data(of: tensor))
    let pixels = tensor.shape[1] * tensor.shape[2]
    inputs = (0..<tensor.shape[0]).map { step in
      let plane = codes[step * pixels..<(step + 1) * pixels].map { Float($0) / 2 }
      return plane + plane + plane
    }
  }

  @Test(arguments: EngineUnderTest.exact) func everySpikeAndOutputWithStateCarried(tested: EngineUnderTest) throws {
    let plan = try NetworkPlan(model: Self.fixture.model(), merged: tested.merged)
    let engine = try tested.engine(plan)
    let spikes = SpikeChecks()
    engine.spikeObserver = spikes
    var state = MembraneState(outline: plan.outline)
    var outputs: [Float] = []
    for (index, input) in inputs.enumerated() {
      // Half way the state goes through a file, and to an engine that has seen nothing.
      if index == 2 { state = try MembraneState(outline: plan.outline, savedBytes: state.savedBytes()) }
      outputs += engine.output(of: input, state: &state)
    }
    #expect(try outputs == file.floats(named: "raw_carry_steps"))
    for (name, checks) in expected.neurons_step_checks {
      #expect(spikes.checks[name]?.map(\.numbers) == checks, "\(name)")
    }
    #expect(spikes.checks.count == expected.neurons_step_checks.count)
    // The reference rounds the rate of each layer to four digits before it takes the mean.
    #expect(abs(spikes.meanFiringRate - expected.mean_firing_rate) < 5e-5)
  }

  @Test(arguments: EngineUnderTest.exact, [(2, "raw_reset_T2_windows"), (4, "raw_reset_T4")])
  func everyWindowFromResetState(tested: EngineUnderTest, window: (length: Int, key: String)) throws {
    let plan = try NetworkPlan(model: Self.fixture.model(), merged: tested.merged)
    let engine = try tested.engine(plan)
    var state = MembraneState(outline: plan.outline)
    let count = plan.description.outputElementCount
    var accumulator = WindowAccumulator(timestepsPerWindow: window.length, elementCount: count)
    var means: [Float] = []
    for (index, input) in inputs.enumerated() {
      if index % window.length == 0 {
        state.reset()
        accumulator.removeAll()
      }
      accumulator.append(engine.output(of: input, state: &state).span)
      guard accumulator.isFull else { continue }
      var mean = [Float](repeating: .nan, count: count)
      var span = mean.mutableSpan
      accumulator.mean(into: &span)
      means += mean
    }
    #expect(try means == file.floats(named: window.key))
  }
}
