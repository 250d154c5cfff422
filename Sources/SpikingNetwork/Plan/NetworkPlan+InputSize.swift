extension NetworkPlan {
  /// The same network for inputs of another size; the weights are shared, not copied.
  ///
  /// See `NetworkOutline.forInput`.
  public func forInput(width: Int, height: Int) throws(NetworkDescriptionError) -> NetworkPlan {
    NetworkPlan(outline: try outline.forInput(width: width, height: height), weights: weights)
  }

  private init(outline: NetworkOutline, weights: [ConvolutionWeights]) {
    self.outline = outline
    self.weights = weights
  }
}
