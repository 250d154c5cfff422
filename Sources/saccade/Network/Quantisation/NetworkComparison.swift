import Detections
import SpikingNetwork

/// Two engines of one network side by side on the same timesteps, each with a state of its own.
struct NetworkComparison {
  /// One of the two, with everything that it needs.
  private final class Side {
    let record: SpikeRecord
    let output: UnsafeMutableBufferPointer<Float>
    let mean: UnsafeMutableBufferPointer<Float>
    private(set) var boxes: [BoxCandidate] = []

    private let engine: any InferenceEngine
    private var state: MembraneState
    private var outputs: WindowAccumulator

    init(_ engine: any InferenceEngine) {
      let description = engine.outline.description
      let count = description.outputElementCount
      self.engine = engine
      record = SpikeRecord(topology: engine.outline.topology)
      engine.spikeObserver = record
      state = MembraneState(outline: engine.outline)
      outputs = WindowAccumulator(
        timestepsPerWindow: description.input.timestepsPerWindow, elementCount: count)
      output = .allocate(capacity: count)
      output.initialize(repeating: 0)
      mean = .allocate(capacity: count)
      mean.initialize(repeating: 0)
    }

    deinit {
      output.deallocate()
      mean.deallocate()
    }

    func reset() {
      state.reset()
      outputs.removeAll()
    }

    func run(_ values: [Float]) {
      var span = output.mutableSpan
      engine.step(input: values.span, state: &state, output: &span)
      outputs.append(output.span)
    }

    func finishWindow(_ decoder: inout HeadDecoder, _ suppression: inout NonMaximumSuppression) {
      var span = mean.mutableSpan
      outputs.mean(into: &span)
      boxes.removeAll(keepingCapacity: true)
      decoder.decode(mean.span, into: &boxes)
      suppression.suppress(&boxes)
    }
  }

  /// The spikes of all layers.
  private(set) var spikes: SpikeComparison
  /// The raw outputs of single timesteps.
  private(set) var timestepOutputs = OutputComparison()
  /// The raw outputs of windows, means over their timesteps.
  private(set) var windowOutputs = OutputComparison()
  /// The boxes of windows.
  private(set) var boxes: BoxComparison

  private let expected: Side
  private let actual: Side
  private var decoder: HeadDecoder
  private var suppression: NonMaximumSuppression

  init(
    expected: any InferenceEngine, actual: any InferenceEngine, scoreThreshold: Float, overlapThreshold: Float
  ) throws(DetectionsError) {
    let description = expected.outline.description
    let rules = try DecodingRules(scoreThreshold: scoreThreshold)
    let layout = try HeadLayout(
      inputWidth: description.input.width, inputHeight: description.input.height,
      classCount: description.classNames.count)
    spikes = SpikeComparison(topology: expected.outline.topology)
    boxes = BoxComparison(overlapThreshold: overlapThreshold)
    decoder = HeadDecoder(layout: layout, rules: rules)
    suppression = NonMaximumSuppression(rules: rules)
    self.expected = Side(expected)
    self.actual = Side(actual)
  }

  /// Does what a step says on both sides, and compares.
  mutating func take(_ step: NetworkStep, _ values: [Float]) {
    switch step {
    case .resetState:
      expected.reset()
      actual.reset()
    case .run:
      expected.run(values)
      actual.run(values)
      spikes.add(expected.record, actual.record)
      Self.compare(expected.output, actual.output, into: &timestepOutputs)
    case .window:
      expected.finishWindow(&decoder, &suppression)
      actual.finishWindow(&decoder, &suppression)
      Self.compare(expected.mean, actual.mean, into: &windowOutputs)
      boxes.add(expected.boxes, actual.boxes)
    }
  }

  private static func compare(
    _ expected: UnsafeMutableBufferPointer<Float>, _ actual: UnsafeMutableBufferPointer<Float>,
    into comparison: inout OutputComparison
  ) {
    let (expected, actual) = (UnsafeBufferPointer(expected), UnsafeBufferPointer(actual))
    comparison.add(expected.span, actual.span)
  }
}
