import Detections
import Events
import SpikingNetwork
import Timesteps

/// A network from timesteps to boxes: engine, membrane state, the outputs of a window, and the decoder of its mean.
///
/// It belongs to one thread. Nothing but the list of detections is allocated after construction.
package final class DetectionNetwork {
  private let engine: any InferenceEngine
  private let letterbox: Letterbox
  private var state: MembraneState
  private var outputs: WindowAccumulator
  private var decoder: HeadDecoder
  private var suppression: NonMaximumSuppression
  private var candidates: [BoxCandidate] = []
  private let valueOfCode: [Float]
  private let input: UnsafeMutableBufferPointer<Float>
  private let head: UnsafeMutableBufferPointer<Float>

  /// Creates a network whose state is `state`, or zeros where nil.
  package init(
    engine: any InferenceEngine, state: consuming MembraneState? = nil, encoding: TensorEncoding,
    timestepsPerWindow: Int, headLayout: HeadLayout, decoding: DecodingRules
  ) {
    self.engine = engine
    letterbox = encoding.letterbox
    decoder = HeadDecoder(layout: headLayout, rules: decoding)
    suppression = NonMaximumSuppression(rules: decoding)
    candidates.reserveCapacity(decoder.candidateCapacity)
    let description = engine.outline.description
    self.state = state ?? MembraneState(outline: engine.outline)
    outputs = WindowAccumulator(
      timestepsPerWindow: timestepsPerWindow, elementCount: description.outputElementCount)
    valueOfCode = (0...255).map { Float($0) / encoding.codeDivisor }
    input = .allocate(capacity: description.input.elementCount)
    input.initialize(repeating: 0)
    head = .allocate(capacity: description.outputElementCount)
    head.initialize(repeating: 0)
  }

  deinit {
    input.deallocate()
    head.deallocate()
  }

  /// The bytes of the state as it is.
  package func savedState() throws(SafetensorsError) -> [UInt8] { try state.savedBytes() }

  /// Zeroes the state and forgets the outputs before.
  package func reset() {
    state.reset()
    outputs.removeAll()
  }

  /// What the network is.
  package var outline: NetworkOutline { engine.outline }

  /// Computes a timestep; `observer`, where there is one, sees its spikes in place of the engine's own.
  package func run(_ tensor: TimestepTensor, observer: (any SpikeObserver)? = nil) {
    let usual = engine.spikeObserver
    engine.spikeObserver = observer ?? usual
    defer { engine.spikeObserver = usual }
    valueOfCode.withUnsafeBufferPointer { valueOfCode in
      tensor.codes.withUnsafeBufferPointer { codes in
        for index in 0..<min(codes.count, input.count) { input[index] = valueOfCode[Int(codes[index])] }
      }
    }
    var output = head.mutableSpan
    engine.step(input: input.span, state: &state, output: &output)
    outputs.append(head.span)
  }

  /// The detections of the last T timesteps, of fewer where fewer were computed since the reset, best first, in sensor pixels.
  package func detections() -> [Detection] {
    var mean = head.mutableSpan
    outputs.mean(into: &mean)
    candidates.removeAll(keepingCapacity: true)
    decoder.decode(head.span, into: &candidates)
    suppression.suppress(&candidates)
    return candidates.map { box in
      let left = letterbox.sensorX(box.left)
      let top = letterbox.sensorY(box.top)
      return Detection(
        x: left, y: top, width: letterbox.sensorX(box.right) - left, height: letterbox.sensorY(box.bottom) - top,
        score: box.score, classID: box.classID)
    }
  }
}
