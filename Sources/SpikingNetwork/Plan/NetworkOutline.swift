/// What a network computes and on what, without its weights: as much as states and messages need to know.
public struct NetworkOutline: Sendable {
  /// The operations and shapes.
  public let topology: NetworkTopology
  /// The model it was built from.
  public let digest: ModelDigest

  /// Creates the outline of a model's network.
  public init(topology: NetworkTopology, digest: ModelDigest) {
    self.topology = topology
    self.digest = digest
  }

  /// The network's description.
  public var description: NetworkDescription { topology.description }

  /// The same network for inputs of another size.
  ///
  /// - Parameters:
  ///   - width: columns of the input, a multiple of 32.
  ///   - height: rows of the input, a multiple of 32.
  ///
  /// Throws `NetworkDescriptionError` for a size that is not allowed. A state belongs to one size of the input.
  public func forInput(width: Int, height: Int) throws(NetworkDescriptionError) -> NetworkOutline {
    var description = description
    description.input.width = width
    description.input.height = height
    return NetworkOutline(
      topology: try NetworkTopology(description: description, merged: topology.isMerged), digest: digest)
  }
}
