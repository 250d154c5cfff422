import SpikingNetwork
import Testing

@Suite struct ComparisonTests {
  @Test func spikesThatDifferAreCountedAndPlaced() throws {
    let plan = try NetworkPlan(model: TinyModel.model())
    let topology = plan.topology
    let (expected, actual) = (SpikeRecord(topology: topology), SpikeRecord(topology: topology))
    let (first, second) = (ReferenceEngine(plan: plan), ReferenceEngine(plan: plan))
    first.spikeObserver = expected
    second.spikeObserver = actual
    var a = MembraneState(outline: plan.outline)
    var b = MembraneState(outline: plan.outline)
    var comparison = SpikeComparison(topology: topology)
    let inputs = TinyModel.inputs(3)
    for (index, input) in inputs.enumerated() {
      // The second sees something else from the second timestep on.
      _ = first.output(of: input, state: &a)
      _ = second.output(of: index == 0 ? input : inputs[0], state: &b)
      comparison.add(expected, actual)
      if index == 0 { #expect(comparison.total.differing == 0 && comparison.firstLayer == nil) }
    }
    #expect(comparison.timesteps == 3)
    #expect(comparison.total.compared == 3 * topology.stateElementCount)
    #expect(comparison.total.firstTimestep == 1 && comparison.firstLayer == 0)
    #expect((0..<1).contains(comparison.total.rate) && comparison.total.differing > 0)
    #expect(comparison.layers.reduce(0) { $0 + $1.differing } == comparison.total.differing)
    // Whatever differs in the last timestep, element by element.
    let (left, right) = (expected.spikes, actual.spikes)
    let last = left.indices.count { left[$0] != right[$0] }
    #expect(last > 0 && last <= comparison.total.differing)
  }

  @Test func outputsAreComparedByElement() {
    var comparison = OutputComparison()
    let (a, b): ([Float], [Float]) = ([3, 4, 0, 0], [3, 4, 0, -2])
    comparison.add(a.span, a.span)
    #expect(comparison.largest == 0 && comparison.rootMeanSquare == 0 && comparison.relative == 0)
    comparison.add(a.span, b.span)
    #expect(comparison.outputs == 2 && comparison.largest == 2)
    #expect(comparison.rootMeanSquare == (4.0 / 8).squareRoot())
    #expect(comparison.relative == (4.0 / 50).squareRoot())
  }
}
