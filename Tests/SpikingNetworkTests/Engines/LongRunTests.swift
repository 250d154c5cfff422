import Foundation
import SpikingNetwork
import Testing

/// A network that runs for very long on nothing, or on everything.
///
/// `SACCADE_SOAK_TIMESTEPS` says for how long; `make soak` asks for a million.
@Suite struct LongRunTests {
  private static let timesteps =
    ProcessInfo.processInfo.environment["SACCADE_SOAK_TIMESTEPS"].flatMap { Int($0) } ?? 100_000

  private static func plan() throws -> NetworkPlan {
    let description = NetworkDescription(
      variant: .gen1, scale: NetworkScale(depth: 0.33, width: 0.008, maxChannels: 128),
      input: NetworkInput(
        width: 32, height: 32, sensorWidth: 32, sensorHeight: 32, representation: .histogram(cap: 4), fit: .pad,
        paddingValue: 0, normalisationDivisor: 4),
      classNames: ["car"], provenance: ModelProvenance(source: "made up", writer: "test"))
    let bytes = try NetworkGenerator(description: description, seed: 1).modelBytes()
    return try NetworkPlan(model: ModelFile(bytes: bytes), merged: true)
  }

  /// The potentials that are not finite, and those that are denormal.
  private func troubles(_ state: borrowing MembraneState) -> (notFinite: Int, denormal: Int) {
    let potentials = state.potentials
    var troubles = (notFinite: 0, denormal: 0)
    for index in potentials.indices {
      if !potentials[index].isFinite { troubles.notFinite += 1 }
      if potentials[index].isSubnormal { troubles.denormal += 1 }
    }
    return troubles
  }

  @Test(arguments: [Float(0), 1]) func staysFiniteAndComesBackToTheStart(everywhere value: Float) throws {
    let plan = try Self.plan()
    let engine = ReferenceEngine(plan: plan)
    let input = [Float](repeating: value, count: plan.description.input.elementCount)
    var output = [Float](repeating: .nan, count: plan.description.outputElementCount)
    var state = MembraneState(outline: plan.outline)
    for timestep in 0..<Self.timesteps {
      var span = output.mutableSpan
      engine.step(input: input.span, state: &state, output: &span)
      // A potential that is not finite would never be finite again: a look now and then misses none.
      guard timestep < 2_000 || timestep % 997 == 0 else { continue }
      let found = troubles(state)
      try #require(found == (0, 0), "timestep \(timestep)")
      let isFinite = output.allSatisfy { $0.isFinite }
      try #require(isFinite, "timestep \(timestep)")
    }
    state.reset()
    var fresh = MembraneState(outline: plan.outline)
    #expect(try state.savedBytes() == fresh.savedBytes())
    let expected = ReferenceEngine(plan: plan).output(of: input, state: &fresh)
    #expect(engine.output(of: input, state: &state).map(\.bitPattern) == expected.map(\.bitPattern))
    #expect(try state.savedBytes() == fresh.savedBytes())
  }
}
