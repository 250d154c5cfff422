/// Computes a network, one timestep at a time.
///
/// An engine owns its working memory and belongs to one thread; the weights may be shared, the state is handed in.
/// Nothing is allocated between the end of the initializer and the end of the engine's life.
public protocol InferenceEngine: AnyObject {
  /// The network.
  var outline: NetworkOutline { get }
  /// Sees the spikes of every neuron layer, or nil.
  var spikeObserver: (any SpikeObserver)? { get set }

  /// Computes one timestep and moves the state on.
  ///
  /// - Parameters:
  ///   - input: [3, height, width], row-major, finite, already divided by the normalisation divisor.
  ///   - state: A state of the same model.
  ///   - output: Receives the head output of this timestep, [64 + classes, anchors], row-major: the box logits, then
  ///     the class logits; the anchors of P3 row by row, then P4, then P5.
  ///
  /// The spans must have exactly these sizes.
  func step(input: Span<Float>, state: inout MembraneState, output: inout MutableSpan<Float>)
}
