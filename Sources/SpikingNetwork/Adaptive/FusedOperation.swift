/// Operations of a network that are computed together: one that makes values, and what becomes of them at once.
struct FusedOperation {
  /// What makes the values.
  enum Kind: Equatable {
    /// A convolution: `NetworkTopology.convolutions` by index.
    case convolve(Int)
    /// The inputs' channels one behind the other.
    case collect
    /// 5x5 maximum.
    case maximum5
    /// Each pixel becomes 2x2 pixels.
    case upsample2
    /// The map becomes part of the head output; it writes no map.
    case emit(channel: Int, anchor: Int)
  }

  var kind: Kind
  /// The maps that are read.
  var inputs: [Int]
  /// The map of values that is added, or nil.
  var residual: Int?
  /// The map of values that is written, or nil where only spikes are needed.
  var values: Int?
  /// The neurons that integrate the values: `NetworkTopology.neurons` by index, and the map of their spikes.
  var neuron: (index: Int, spikes: Int)?

  /// All maps that are read.
  var reads: [Int] { inputs + (residual.map { [$0] } ?? []) }
  /// All maps that are written.
  var writes: [Int] { [values, neuron?.spikes].compactMap { $0 } }
}
