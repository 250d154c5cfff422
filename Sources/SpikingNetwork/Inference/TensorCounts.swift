/// The counts of channels, repeats and classes that a network's tensors tell.
struct TensorCounts {
  /// The output channels of layers 7, 9 and 10, by the number of the layer.
  let channels: [Int: Int]
  /// The repeats of layers 2, 4, 6 and 8, by the number of the layer.
  let repeats: [Int: Int]
  /// The number of classes.
  let classes: Int
  /// The expansion of layer 25.
  let lastBlockExpansion: Int
  /// The strides of the head's levels.
  let strides: [Int]

  private let tensors: [SafetensorsLayout.Tensor]

  /// The most repeats of a layer that are looked for: what the largest depth gives.
  private static let largestRepeatCount = 36

  init(_ tensors: [SafetensorsLayout.Tensor]) throws(NetworkInferenceError) {
    let shapes = Dictionary(tensors.map { ($0.name, $0.shape) }, uniquingKeysWith: { first, _ in first })
    func weight(_ key: String, tells: String) throws(NetworkInferenceError) -> [Int] {
      guard let shape = shapes[key] else { throw .missingTensor(key: key, tells: tells) }
      guard shape.count == 4, shape.allSatisfy({ (1...1 << 20).contains($0) }) else {
        throw .impossibleShape(key: key, shape: shape, legal: "4 dimensions of 1...\(1 << 20)")
      }
      return shape
    }
    channels = [
      7: try weight("model.7.encode_conv.weight", tells: "the width")[0],
      9: try weight("model.9.cv2.conv.weight", tells: "the width")[0],
      10: try weight("model.10.conv.weight", tells: "the width")[0],
    ]
    var repeats: [Int: Int] = [:]
    for layer in [2, 4, 6, 8] {
      let key = "Conv.pwconv1.weight"
      let count = (0..<Self.largestRepeatCount).prefix { shapes["model.\(layer).\($0).\(key)"] != nil }.count
      guard count > 0 || shapes["model.\(layer).\(key)"] != nil else {
        throw .missingTensor(key: "model.\(layer).\(key)", tells: "the depth")
      }
      repeats[layer] = max(count, 1)
    }
    self.repeats = repeats

    let boxes = try weight("model.26.cv2.0.2.conv.weight", tells: "the head's box channels")
    guard boxes[0] == NetworkDescription.boxChannels else {
      throw .impossibleShape(
        key: "model.26.cv2.0.2.conv.weight", shape: boxes, legal: "\(NetworkDescription.boxChannels) output channels")
    }
    classes = try weight("model.26.cv3.0.2.conv.weight", tells: "the number of classes")[0]
    let levels = (0..<8).prefix { shapes["model.26.cv3.\($0).2.conv.weight"] != nil }.count
    guard levels == NetworkDescription.strides.count else {
      throw .missingTensor(
        key: "model.26.cv3.\(min(levels, NetworkDescription.strides.count)).2.conv.weight",
        tells: "the \(NetworkDescription.strides.count) levels of the head (\(levels) are there)")
    }
    // Every layer that halves the map is there, so that a level's stride is that of its place.
    strides = NetworkDescription.strides

    let last = try weight("model.25.conv1.body.2.1.weight", tells: "the expansion of layer 25")
    guard last[0] % last[1] == 0 else {
      throw .impossibleShape(
        key: "model.25.conv1.body.2.1.weight", shape: last, legal: "output channels that are a multiple of the inputs")
    }
    lastBlockExpansion = last[0] / last[1]
    self.tensors = tensors
  }

  /// Whether a network of these factors has exactly these tensors.
  func agree(with scale: NetworkScale, variant: NetworkVariant) -> Bool {
    let description = NetworkDescription(
      variant: variant, scale: scale, input: NetworkInput(width: 32, height: 32, sensorWidth: 32, sensorHeight: 32),
      classNames: (0..<classes).map { "class \($0)" }, provenance: ModelProvenance(source: "", writer: ""))
    guard let topology = try? NetworkTopology(description: description) else { return false }
    return (try? topology.checkShapes(of: tensors)) != nil
  }
}
