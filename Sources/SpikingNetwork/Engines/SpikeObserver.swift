/// Sees the spikes of every neuron layer as an engine computes them.
public protocol SpikeObserver: AnyObject {
  /// Called once for each neuron layer and timestep, in the order of computation.
  ///
  /// - Parameters:
  ///   - neuron: The layer; `neuron.names` has all its module paths.
  ///   - spikes: Its spike counts, NHWC like `FeatureMap`; valid during the call only.
  func observe(neuron: Neuron, spikes: Span<UInt8>)
}
