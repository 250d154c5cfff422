import SpikingNetwork
import Testing

@Suite struct InferredNetworkTests {
  private static func tensors(
    _ variant: NetworkVariant, _ scale: NetworkScale, classes: Int
  ) throws -> [SafetensorsLayout.Tensor] {
    let description = NetworkDescription(
      variant: variant, scale: scale, input: NetworkInput(width: 32, height: 32, sensorWidth: 32, sensorHeight: 32),
      classNames: (0..<classes).map { "class \($0)" }, provenance: ModelProvenance(source: "none", writer: "test"))
    let tensors = try NetworkTopology(description: description).tensors
    return tensors.map { .init(name: $0.key, element: .float16, shape: $0.shape) }
      + [.init(name: "model.1.encode_bn.num_batches_tracked", element: .int64, shape: [])]
  }

  @Test(arguments: [
    (NetworkVariant.coco, NetworkScale.n, "n", 80, "assumed for 80 classes"),
    (.coco, .s, "s", 80, "assumed for 80 classes"),
    (.coco, .m, "m", 80, "layer 8 is repeated"), (.coco, .l, "l", 80, "layer 8 is repeated"),
    (.coco, .l, "l", 2, "layer 8 is repeated"),
    (.gen1, NetworkScale(depth: 0.33, width: 0.25), "n", 2, "assumed for 2 classes"),
    (.gen1, .s, "s", 2, "assumed for 2 classes"),
    (.gen1, .m, "m", 80, "layer 2 is repeated, layer 8 is not"),
  ]) func publishedSizes(variant: NetworkVariant, scale: NetworkScale, name: String, classes: Int, source: String)
    throws
  {
    let network = try InferredNetwork(tensors: Self.tensors(variant, scale, classes: classes))
    #expect(network.variant == Finding(variant, source: source))
    #expect(network.scale == scale && network.publishedSize == name)
    #expect(network.classCount == classes && network.strides == [8, 16, 32])
  }

  /// Any factors: those that are found give the same tensors.
  @Test func otherSizes() throws {
    for depth in [0.1, 0.33, 0.45, 0.67, 1, 1.5] {
      for width in [0.02, 0.0625, 0.1, 0.33, 0.34565, 0.5, 0.7, 1.25] {
        for maxChannels in [200, 256, 512, 700, 1024, 2048] {
          let scale = NetworkScale(depth: depth, width: width, maxChannels: maxChannels, lastBlockExpansion: 3)
          let tensors = try Self.tensors(.gen1, scale, classes: 5)
          let network = try InferredNetwork(tensors: tensors, known: NetworkFactors(variant: .gen1))
          #expect(network.variant == Finding(.gen1, source: "option"))
          #expect(try Self.tensors(.gen1, network.scale, classes: 5) == tensors, "\(scale) told as \(network.scale)")
        }
      }
    }
  }

  @Test func whatElseIsKnownDecides() throws {
    let tensors = try Self.tensors(.coco, .s, classes: 7)
    #expect(throws: NetworkInferenceError.unknownVariant(classCount: 7)) { try InferredNetwork(tensors: tensors) }
    var evidence = WeightEvidence()
    evidence.variant = Finding(.coco, source: "its neurons")
    #expect(try InferredNetwork(tensors: tensors, evidence: evidence).variant == Finding(.coco, source: "its neurons"))
    let known = NetworkFactors(variant: .gen1, depth: 0.34, width: 0.5, maxChannels: 2048, lastBlockExpansion: 1)
    let network = try InferredNetwork(tensors: tensors, evidence: evidence, known: known)
    #expect(network.variant.value == .gen1)
    #expect(network.scale == NetworkScale(depth: 0.34, width: 0.5, maxChannels: 2048, lastBlockExpansion: 1))
  }

  /// Factors that do not fit are kept, so that the shapes' check can name the tensor.
  @Test func contradictionsAreFoundByTheShapes() throws {
    let tensors = try Self.tensors(.gen1, .s, classes: 2)
    let network = try InferredNetwork(tensors: tensors, known: NetworkFactors(width: 0.25))
    #expect(network.scale.width == 0.25)
  }

  @Test func incompleteWeightsAreNamed() throws {
    let tensors = try Self.tensors(.gen1, .s, classes: 2)
    for (key, tells) in [
      ("model.7.encode_conv.weight", "the width"), ("model.26.cv3.0.2.conv.weight", "the number of classes"),
      ("model.26.cv2.0.2.conv.weight", "the head's box channels"), ("model.10.conv.weight", "the width"),
      ("model.25.conv1.body.2.1.weight", "the expansion of layer 25"), ("model.2.Conv.pwconv1.weight", "the depth"),
      ("model.26.cv3.1.2.conv.weight", "the 3 levels of the head (1 are there)"),
    ] {
      #expect(throws: NetworkInferenceError.missingTensor(key: key, tells: tells)) {
        try InferredNetwork(tensors: tensors.filter { $0.name != key })
      }
    }
    func changed(_ key: String, _ shape: [Int]) -> [SafetensorsLayout.Tensor] {
      tensors.map { $0.name == key ? .init(name: key, element: .float16, shape: shape) : $0 }
    }
    for (key, shape) in [
      ("model.7.encode_conv.weight", [512]), ("model.7.encode_conv.weight", [0, 1, 1, 1]),
      ("model.7.encode_conv.weight", [1, 1, 1, .max]), ("model.26.cv2.0.2.conv.weight", [60, 64, 1, 1]),
      ("model.25.conv1.body.2.1.weight", [3, 2, 1, 1]),
    ] {
      let error = try #require(throws: NetworkInferenceError.self) { try InferredNetwork(tensors: changed(key, shape)) }
      #expect("\(error)".contains("tensor '\(key)' has shape \(shape); legal: "))
    }
    let many = changed("model.26.cv3.0.2.conv.weight", [100_000, 64, 1, 1])
    #expect(throws: NetworkInferenceError.unknownVariant(classCount: 100_000)) { try InferredNetwork(tensors: many) }
  }
}
