import SpikingNetwork
import Testing

/// `exact-coco`: one image, repeated, from reset state.
@Suite(.enabled(if: Fixture.areAvailable, Fixture.skipMessage)) struct ExactCocoTests {
  private struct Expected: Decodable {
    var neurons_step_checks: [String: [String: [[UInt64]]]]
  }

  private static let fixture = Fixture("exact-coco")

  @Test(arguments: EngineUnderTest.exact, [(1, Float(0)), (3, Float(1e-5))])
  func everySpikeAndOutput(tested: EngineUnderTest, window: (length: Int, tolerance: Float)) throws {
    let plan = try NetworkPlan(model: Self.fixture.model(), merged: tested.merged)
    let file = try Self.fixture.safetensors("io.safetensors")
    let expected: Expected = try Self.fixture.expected()
    let image = Array(file.data(of: try file.header.requireTensor(named: "input_codes"))).map { Float($0) / 8 }
    let engine = try tested.engine(plan)
    let spikes = SpikeChecks()
    engine.spikeObserver = spikes
    var state = MembraneState(outline: plan.outline)
    let count = plan.description.outputElementCount
    var accumulator = WindowAccumulator(timestepsPerWindow: window.length, elementCount: count)
    for _ in 0..<window.length { accumulator.append(engine.output(of: image, state: &state).span) }
    var mean = [Float](repeating: .nan, count: count)
    var span = mean.mutableSpan
    accumulator.mean(into: &span)
    let raw = try file.floats(named: "raw_reset_T\(window.length)")
    #expect(mean.count == raw.count)
    #expect(zip(mean, raw).allSatisfy { abs($0 - $1) <= window.tolerance })
    let checks = try #require(expected.neurons_step_checks["T\(window.length)"])
    for (name, checks) in checks { #expect(spikes.checks[name]?.map(\.numbers) == checks, "\(name)") }
    #expect(spikes.checks.count == checks.count)
  }
}
