import SpikingNetwork
import Testing

@Suite struct WeightSourceTests {
  /// Bytes in memory that count what is read of them.
  private final class CountedBytes: ByteSource {
    let content: [UInt8]
    private(set) var readCount = 0

    init(_ content: [UInt8]) { self.content = content }

    var byteCount: Int { content.count }

    func bytes(_ range: Range<Int>) -> [UInt8] {
      readCount += range.count
      return Array(content[range])
    }
  }

  private static func file() throws -> [UInt8] {
    var builder = SafetensorsBuilder()
    builder.add("x.a", shape: [2], floats: [1, 2])
    builder.add("x.b", shape: [1000], floats: Array(repeating: 3, count: 1000))
    builder.add("c", element: .int64, shape: [1], data: [7, 0, 0, 0, 0, 0, 0, 0])
    return try builder.fileBytes()
  }

  @Test func aSafetensorsFileIsReadWhereItLies() throws {
    let bytes = CountedBytes(try Self.file())
    let source = try SafetensorsSource(bytes)
    let whole = try SafetensorsFile(bytes: bytes.content)
    #expect(source.tensors == whole.tensors)
    for index in source.tensors.indices where source.tensors[index].name != "x.b" {
      #expect(try source.bytes(ofTensorAt: index) == whole.bytes(ofTensorAt: index))
    }
    #expect(bytes.readCount == bytes.byteCount - 4000)
  }

  @Test func truncatedFilesAreRefused() throws {
    let good = try Self.file()
    for length in good.indices {
      #expect(throws: SafetensorsError.self) { try SafetensorsSource(CountedBytes(Array(good[..<length]))) }
    }
  }

  @Test func keysStandForNames() throws {
    let file = try SafetensorsFile(bytes: Self.file())
    let weights = try KeyedWeights(file) { $0.hasPrefix("x.") ? "model." + $0.dropFirst(2) : $0 }
    #expect(weights.tensors.map(\.name) == ["model.a", "model.b", "c"])
    #expect(weights.tensor(named: "model.a")?.shape == [2] && weights.tensor(named: "x.a") == nil)
    #expect(try weights.floats(named: "model.a") == [1, 2])
    #expect(try weights.bytes(named: "c") == [7, 0, 0, 0, 0, 0, 0, 0])
    #expect(throws: SafetensorsError.notFloatingPoint(key: "c", element: .int64)) { try weights.floats(named: "c") }
    #expect(throws: SafetensorsError.missingTensor(key: "x.a", available: ["c", "model.a", "model.b"])) {
      try weights.floats(named: "x.a")
    }
    #expect(throws: NetworkInferenceError.ambiguousKey("same")) { try KeyedWeights(file) { _ in "same" } }
  }

  @Test func aDigestGrowsAsBytesCome() throws {
    let bytes = try Self.file()
    for cut in [0, 1, 17, bytes.count] {
      var digest = ModelDigest()
      let (first, second) = (Array(bytes[..<cut]), Array(bytes[cut...]))
      digest.add(first.span)
      digest.add(second.span)
      #expect(digest == ModelDigest(of: bytes.span))
    }
  }

  @Test func checkingFindsWhatBuildingAPlanFinds() throws {
    let model = try TinyModel.model()
    var fractions: [Double] = []
    try NetworkPlan.check(KeyedWeights(model.weights), description: model.description) { fractions.append($0) }
    #expect(fractions.last == 1 && fractions == fractions.sorted())
    var builder = SafetensorsBuilder()
    for tensor in model.weights.header.tensors {
      var values = try model.weights.floats(named: tensor.name)
      if tensor.name == "model.22.bn2.running_var" { values[3] = -1 }
      builder.add(tensor.name, shape: tensor.shape, floats: values)
    }
    let damaged = try SafetensorsFile(bytes: builder.fileBytes())
    #expect(
      throws: ModelFileError.illegalWeight(
        key: "model.22.bn2.running_var", index: 3, value: -1, legal: "variances of at least 0")
    ) { try NetworkPlan.check(KeyedWeights(damaged), description: model.description) }
  }
}
