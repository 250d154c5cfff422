import SpikingNetwork
import Testing

@Suite struct ModelFileTests {
  private func build(_ weights: SafetensorsFile) throws -> NetworkPlan {
    try NetworkPlan(
      model: ModelFile(bytes: ModelFile.bytes(description: TinyModel.description, weights: weights)))
  }

  @Test func importingKeepsTheBytesOfEveryTensor() throws {
    let bytes = try ModelFile.bytes(description: TinyModel.description, weights: TinyModel.weights())
    #expect(try bytes == TinyModel.bytes())
  }

  @Test func trainingCountersAreLeftOut() throws {
    let plan = try build(TinyModel.weights { $0.append(("model.1.encode_bn.num_batches_tracked", [], [3])) })
    #expect(try plan.digest == TinyModel.model().digest)
  }

  @Test func aMissingTensorIsNamedWithItsShape() throws {
    let weights = try TinyModel.weights { $0.removeAll { $0.name.hasPrefix("model.4.1.Conv.bn3") } }
    #expect(
      throws: ModelFileError.missingTensor(key: "model.4.1.Conv.bn3.weight", shape: [16], absentCount: 4)
    ) { try build(weights) }
  }

  @Test func aTensorOfAnotherShapeIsNamedWithBothShapes() throws {
    let weights = try TinyModel.weights { tensors in
      for index in tensors.indices where tensors[index].name == "model.5.encode_conv.weight" {
        tensors[index].shape = [32, 3, 3, 16]
      }
    }
    #expect(
      throws: ModelFileError.wrongShape(
        key: "model.5.encode_conv.weight", shape: [32, 3, 3, 16], expected: [32, 16, 3, 3])
    ) { try build(weights) }
  }

  @Test func aTensorTooManyIsNamed() throws {
    let weights = try TinyModel.weights { $0.append(("model.4.2.Conv.bn1.weight", [2], [1, 1])) }
    #expect(throws: ModelFileError.unexpectedTensor(key: "model.4.2.Conv.bn1.weight", shape: [2])) {
      try build(weights)
    }
  }

  @Test(arguments: [
    ("model.2.Conv.dwconv2.weight", Float.nan), ("model.8.conv1.body.0.weight", .infinity),
    ("model.26.cv3.0.2.conv.bias", -.infinity), ("model.2.Conv.bn1.running_var", -0.5),
    ("model.26.dfl.conv.weight", 0.5),
  ]) func aValueThatCannotBeComputedWithIsNamed(key: String, value: Float) throws {
    let weights = try TinyModel.weights { tensors in
      for index in tensors.indices where tensors[index].name == key { tensors[index].values[1] = value }
    }
    let error = #expect(throws: ModelFileError.self) { try build(weights) }
    guard case .illegalWeight(key, 1, let found, _)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(found == value || found.isNaN && value.isNaN)
  }

  @Test func weightsThatOverflowWhenFoldedAreRefused() throws {
    let weights = try TinyModel.weights { tensors in
      for index in tensors.indices where tensors[index].name.hasPrefix("model.3.encode_") {
        let isVariance = tensors[index].name.hasSuffix("running_var")
        tensors[index].values = tensors[index].values.map { _ in isVariance ? 0 : 3e38 }
      }
    }
    #expect(throws: ModelFileError.self) { try build(weights) }
  }

  @Test func integerWeightsAreRefused() throws {
    let file = try TinyModel.model().weights
    var builder = SafetensorsBuilder()
    for tensor in file.header.tensors {
      let isBias = tensor.name == "model.1.encode_bn.bias"
      builder.add(
        tensor.name, element: isBias ? .int32 : tensor.element, shape: tensor.shape, data: Array(file.data(of: tensor)))
    }
    #expect(throws: SafetensorsError.notFloatingPoint(key: "model.1.encode_bn.bias", element: .int32)) {
      try build(SafetensorsFile(bytes: builder.fileBytes()))
    }
  }

  @Test func weightsWithoutDescriptionAreNoModel() throws {
    #expect(throws: ModelFileError.noDescription(metadataKeys: [])) { try ModelFile(bytes: TinyModel.weights().bytes) }
  }

  @Test(arguments: [
    "", "nonsense", "{}", "[]", #"{"format_version":"1"}"#, String(repeating: "[", count: 100_000),
  ]) func aMalformedDescriptionIsRefused(json: String) throws {
    let bytes = try SafetensorsBuilder(metadata: [ModelFile.descriptionKey: json]).fileBytes()
    let error = #expect(throws: ModelFileError.self) { try ModelFile(bytes: bytes) }
    guard case .malformedDescription? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test func anIllegalDescriptionIsRefused() throws {
    let json = try ModelFile.json(of: TinyModel.description)
    for (old, new) in [("\"width\":64", "\"width\":65"), ("\"format_version\":1", "\"format_version\":9")] {
      let changed = json.replacing(old, with: new)
      #expect(changed != json)
      let bytes = try SafetensorsBuilder(metadata: [ModelFile.descriptionKey: changed]).fileBytes()
      #expect(throws: NetworkDescriptionError.self) { try ModelFile(bytes: bytes) }
    }
    let unknown = json.replacing("\"histogram\"", with: "\"voxels\"")
    let bytes = try SafetensorsBuilder(metadata: [ModelFile.descriptionKey: unknown]).fileBytes()
    #expect(throws: ModelFileError.self) { try ModelFile(bytes: bytes) }
  }

  /// The test vectors published with the hash.
  @Test(arguments: [
    ("", 0xCBF2_9CE4_8422_2325 as UInt64), ("a", 0xAF63_DC4C_8601_EC8C), ("foobar", 0x8594_4171_F739_67E8),
  ]) func theDigestIsFNV1a(text: String, value: UInt64) {
    let digest = ModelDigest(of: Array(text.utf8).span)
    #expect(digest.rawValue == value)
    #expect(ModelDigest(digest.description) == digest)
  }

  @Test(arguments: ["", "123", "+123456789abcdef", "g123456789abcdef", "0123456789abcdef0"])
  func otherTextIsNoDigest(text: String) { #expect(ModelDigest(text) == nil) }
}
