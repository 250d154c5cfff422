import SpikingNetwork
import Synchronization
import Testing

@Suite struct OperationObserverTests {
  /// Keeps what it is shown; its clock goes on by one at each look.
  private final class Recorder: OperationObserver {
    private let time = Atomic<Int64>(0)
    var steps: [[ComputedOperation]] = []

    func nanoseconds() -> Int64 { time.add(1, ordering: .relaxed).newValue }

    func observe(_ operation: ComputedOperation) { steps[steps.count - 1].append(operation) }
  }

  private static func record(_ engine: AdaptiveEngine, _ inputs: [[Float]]) -> (Recorder, SpikeRecord) {
    let (recorder, spikes) = (Recorder(), SpikeRecord(topology: engine.outline.topology))
    engine.operationObserver = recorder
    engine.spikeObserver = spikes
    var state = MembraneState(outline: engine.outline)
    for input in inputs {
      recorder.steps.append([])
      _ = engine.output(of: input, state: &state)
    }
    return (recorder, spikes)
  }

  @Test(arguments: [KernelChoice.dense, .gather, .adaptive], [1, 3])
  func showsEachConvolutionOnceAStep(choice: KernelChoice, threads: Int) throws {
    let plan = try NetworkPlan(model: TinyModel.model())
    let engine = AdaptiveEngine(
      network: try PackedNetwork(plan: plan, options: .init(weights: .int8, choice: choice)), threads: threads)
    let (recorder, _) = Self.record(engine, TinyModel.inputs(3))
    #expect(recorder.steps.count == 3)
    for step in recorder.steps {
      let convolutions = step.filter { $0.module != nil }
      #expect(Set(convolutions.map(\.module)) == Set(plan.topology.convolutions.map(\.module)))
      #expect(convolutions.count == plan.topology.convolutions.count)
      #expect(convolutions.reduce(0) { $0 + $1.multiplyAccumulates } == plan.topology.multiplyAccumulates)
      #expect(step.first?.kernel == .load && step.last?.kernel == .emit)
      #expect(step.allSatisfy { $0.nanoseconds > 0 })
      #expect(choice != .dense || step.allSatisfy { $0.kernel != .gather })
      #expect(choice != .gather || step.contains { $0.kernel == .gather })
      for operation in convolutions where operation.firedCount == nil {
        #expect(operation.kernel != .gather && operation.weights == nil && operation.density == nil)
      }
    }
  }

  @Test func countsTheNeuronsThatFired() throws {
    let plan = try NetworkPlan(model: TinyModel.model())
    let (recorder, spikes) = Self.record(
      AdaptiveEngine(network: try PackedNetwork(plan: plan, options: .init(weights: nil)), threads: 2),
      TinyModel.inputs(1))
    let sources = plan.topology.sources
    for operation in try #require(recorder.steps.first) {
      guard let fired = operation.firedCount else { continue }
      let index = try #require(plan.topology.convolutions.firstIndex { $0.module == operation.module })
      let neuron = plan.topology.neurons[try #require(sources[index].neuron)]
      let counts = spikes.spikes
      #expect(fired == (0..<neuron.elementCount).count { counts[neuron.stateOffset + $0] > 0 })
      #expect(operation.inputCount == neuron.elementCount)
    }
  }

  /// Events at one pixel reach few windows of the first convolution, noise reaches all.
  @Test(arguments: [1, 3]) func windowsWithoutEventsAreSpared(threads: Int) throws {
    let plan = try NetworkPlan(model: TinyModel.model())
    let engine = AdaptiveEngine(network: try PackedNetwork(plan: plan, options: .init()), threads: threads)
    let shape = plan.description.input
    let empty = [Float](repeating: 0, count: shape.elementCount)
    var event = empty
    // Windows of 7 pixels, 4 apart: columns 30...36 and 34...40 and rows 14...20 have this pixel.
    event[17 * shape.width + 35] = 0.5
    event[shape.width * shape.height + 17 * shape.width + 35] = 0.25
    let noise = empty.indices.map { Float($0 % 5) }
    let (recorder, _) = Self.record(engine, [empty, event, noise])
    let stems = recorder.steps.compactMap { $0.first { $0.module == "model.1.encode_conv" } }
    let taken = stems.map { Double($0.multiplyAccumulates - $0.spared) / Double($0.multiplyAccumulates) }
    let windows = Double(shape.width * shape.height / 16)
    #expect(taken[0] == 0 && taken[1] == 2 / windows && taken[2] == 1)
  }

  @Test func tellsWhatIsMerged() throws {
    let model = try TinyModel.model()
    var options = PackedNetwork.Options(weights: nil, merging: .whereFewFire)
    options.mergesBelow = 2
    let merged = try NetworkPlan(model: model, merged: true)
    let network = try PackedNetwork(model: model, options: options)
    let (recorder, _) = Self.record(AdaptiveEngine(network: network), TinyModel.inputs(1))
    let shown = try #require(recorder.steps.first).filter(\.isMerged)
    #expect(!shown.isEmpty)
    for operation in shown {
      let convolution = try #require(merged.topology.convolutions.first { $0.module == operation.module })
      #expect(operation.multiplyAccumulates == operation.inputCount * convolution.outputChannels * 9)
    }
  }

  /// Who looks changes nothing, and who no longer looks is shown nothing.
  @Test func looksWithoutTouching() throws {
    let plan = try NetworkPlan(model: TinyModel.model())
    let inputs = TinyModel.inputs(3)
    let engine = AdaptiveEngine(network: try PackedNetwork(plan: plan, options: .init(weights: nil)), threads: 2)
    let expected = EngineRun(engine, inputs)
    let recorder = Recorder()
    recorder.steps = [[]]
    engine.operationObserver = recorder
    #expect(EngineRun(engine, inputs) == expected)
    let count = recorder.steps[0].count
    engine.operationObserver = nil
    #expect(EngineRun(engine, inputs) == expected && recorder.steps[0].count == count)
  }
}
