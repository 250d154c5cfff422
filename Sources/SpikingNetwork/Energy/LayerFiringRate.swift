/// Which share of a layer's neurons fires.
public struct LayerFiringRate: Equatable, Sendable {
  /// The number of the layer, as in `NetworkTopology.layers`.
  public let layer: Int
  /// The layer's kind.
  public let kind: String
  /// Neurons that fired at least once in a timestep, as a share of all, 0...1.
  public let rate: Float
}
