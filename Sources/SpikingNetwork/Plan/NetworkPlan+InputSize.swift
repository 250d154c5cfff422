extension NetworkPlan {
  /// The same network for inputs of another size; the weights are shared, not copied.
  ///
  /// - Parameters:
  ///   - width: columns of the input, a multiple of 32.
  ///   - height: rows of the input, a multiple of 32.
  ///
  /// Throws `NetworkDescriptionError` for a size that is not allowed. A state belongs to one size of the input.
  public func forInput(width: Int, height: Int) throws(NetworkDescriptionError) -> NetworkPlan {
    var description = description
    description.input.width = width
    description.input.height = height
    let topology = try NetworkTopology(description: description, merged: topology.isMerged)
    return NetworkPlan(topology: topology, weights: weights, digest: digest)
  }

  private init(topology: NetworkTopology, weights: [ConvolutionWeights], digest: ModelDigest) {
    self.topology = topology
    self.weights = weights
    self.digest = digest
  }
}
