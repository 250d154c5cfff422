/// A tensor that a network needs from its model file.
public struct RequiredTensor: Equatable, Hashable, Sendable {
  /// Its key, which is its module path in the published network.
  public let key: String
  /// Its dimensions, outermost first.
  public let shape: [Int]
  /// Whether it counts among the parameters; the running statistics of a batch normalisation do not.
  public let isParameter: Bool
  /// The number of the layer it belongs to.
  public let layer: Int

  /// The number of elements.
  public var elementCount: Int { shape.reduce(1, *) }
}
