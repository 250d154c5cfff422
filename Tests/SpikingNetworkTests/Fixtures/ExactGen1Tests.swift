import SpikingNetwork
import Testing

/// `exact-gen1`: float32 arithmetic on these weights is exact in any order, so everything must agree bit for bit.
@Suite(.enabled(if: Fixture.areAvailable, Fixture.skipMessage)) struct ExactGen1Tests {
  private struct Expected: Decodable {
    var neurons_step_checks: [String: [[UInt64]]]
    var mean_firing_rate: Double
  }

  private static let fixture = Fixture("exact-gen1")

  private func inputs(_ file: SafetensorsFile) throws -> [[Float]] {
    let tensor = try file.header.requireTensor(named: "input_codes")
    let codes = Array(file.data(of: tensor))
    let pixels = tensor.shape[1] * tensor.shape[2]
    return (0..<tensor.shape[0]).map { step in
      let plane = codes[step * pixels..<(step + 1) * pixels].map { Float($0) / 2 }
      return plane + plane + plane
    }
  }

  @Test(arguments: [false, true]) func everySpikeAndOutputWithStateCarried(merged: Bool) throws {
    let plan = try NetworkPlan(model: Self.fixture.model(), merged: merged)
    let file = try Self.fixture.safetensors("io.safetensors")
    let expected: Expected = try Self.fixture.expected()
    let steps = try file.floats(named: "raw_carry_steps")
    let engine = ReferenceEngine(plan: plan)
    let recorder = SpikeRecorder()
    engine.spikeObserver = recorder
    var state = MembraneState(plan: plan)
    let count = plan.description.outputElementCount
    var output = [Float](repeating: .nan, count: count)
    for (index, input) in try inputs(file).enumerated() {
      var span = output.mutableSpan
      engine.step(input: input.span, state: &state, output: &span)
      #expect(output == Array(steps[index * count..<(index + 1) * count]), "timestep \(index)")
    }
    for (name, checks) in expected.neurons_step_checks {
      #expect(recorder.checks[name] == checks, "\(name)")
    }
    #expect(recorder.checks.count == expected.neurons_step_checks.count)
  }
}
