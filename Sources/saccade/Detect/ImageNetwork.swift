import Detections
import SpikingNetwork
import Timesteps

/// A network for images of one input size, with all its working memory.
final class ImageNetwork {
  /// The shape of the head's output.
  let layout: HeadLayout

  private let engine: any InferenceEngine
  private var state: MembraneState
  private var outputs: WindowAccumulator
  private var codes: [UInt8]
  private var values: [Float]
  private var head: [Float]
  private let valueOfCode: [Float]
  private var decoders: [(decoder: HeadDecoder, suppression: NonMaximumSuppression)]

  /// Creates a network; throws `DetectionsError`.
  init(engine: any InferenceEngine, timesteps: Int, rules: [DecodingRules]) throws(DetectionsError) {
    let description = engine.outline.description
    let input = description.input
    let layout = try HeadLayout(
      inputWidth: input.width, inputHeight: input.height, classCount: description.classNames.count)
    self.layout = layout
    self.engine = engine
    state = MembraneState(outline: engine.outline)
    outputs = WindowAccumulator(timestepsPerWindow: timesteps, elementCount: description.outputElementCount)
    codes = Array(repeating: 0, count: input.elementCount)
    values = Array(repeating: 0, count: input.elementCount)
    head = Array(repeating: 0, count: description.outputElementCount)
    valueOfCode = (0...255).map { Float($0) / input.normalisationDivisor }
    decoders = rules.map { (HeadDecoder(layout: layout, rules: $0), NonMaximumSuppression(rules: $0)) }
  }

  /// Shows an image to the network so many times, from a zero state, and keeps the mean of the head's outputs.
  func show(_ pixels: RawSpan, bytesPerPixel: Int, through encoder: inout ImageEncoder, timesteps: Int) {
    var codeSpan = codes.mutableSpan
    encoder.encode(pixels, bytesPerPixel: bytesPerPixel, into: &codeSpan)
    for index in values.indices { values[index] = valueOfCode[Int(codes[index])] }
    state.reset()
    outputs.removeAll()
    for _ in 0..<timesteps {
      var span = head.mutableSpan
      engine.step(input: values.span, state: &state, output: &span)
      outputs.append(head.span)
    }
    var mean = head.mutableSpan
    outputs.mean(into: &mean)
  }

  /// The boxes of the image shown last by each of the rules, in pixels of the network's input, the best first.
  func candidates() -> [[BoxCandidate]] {
    decoders.indices.map { index in
      var candidates: [BoxCandidate] = []
      decoders[index].decoder.decode(head.span, into: &candidates)
      decoders[index].suppression.suppress(&candidates)
      return candidates
    }
  }
}
