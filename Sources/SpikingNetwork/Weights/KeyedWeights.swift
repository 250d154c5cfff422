/// The tensors of a source under the published keys, found by key.
public struct KeyedWeights: WeightSource {
  /// The names, types and shapes of all tensors, under the published keys, in the source's order.
  public let tensors: [SafetensorsLayout.Tensor]

  private let source: any WeightSource
  private let indexByKey: [String: Int]

  /// Creates a view of a source; `key` gives the published key of a tensor's name.
  ///
  /// Throws `ambiguousKey` where two tensors would have the same key.
  public init(_ source: any WeightSource, key: (String) -> String = { $0 }) throws(NetworkInferenceError) {
    self.source = source
    var indexByKey: [String: Int] = [:]
    tensors = source.tensors.map { .init(name: key($0.name), element: $0.element, shape: $0.shape) }
    for (index, tensor) in tensors.enumerated() {
      guard indexByKey.updateValue(index, forKey: tensor.name) == nil else {
        throw .ambiguousKey(tensor.name)
      }
    }
    self.indexByKey = indexByKey
  }

  /// The name, type and shape of the tensor of that key, or nil.
  public func tensor(named key: String) -> SafetensorsLayout.Tensor? { indexByKey[key].map { tensors[$0] } }

  /// Reads the elements of the tensor at an index of `tensors`, row-major and little-endian.
  public func bytes(ofTensorAt index: Int) throws -> [UInt8] { try source.bytes(ofTensorAt: index) }

  /// Reads the elements of a tensor; throws `missingTensor`, or what reading throws.
  public func bytes(named key: String) throws -> [UInt8] { try source.bytes(ofTensorAt: index(of: key)) }

  /// The values of a floating-point tensor as float32, row-major; 16-bit values are kept exactly, F64 is rounded.
  ///
  /// Throws `missingTensor` or `notFloatingPoint`, or what reading throws.
  public func floats(named key: String) throws -> [Float] {
    let index = try index(of: key)
    let element = tensors[index].element
    guard element.isFloatingPoint else { throw SafetensorsError.notFloatingPoint(key: key, element: element) }
    return try SafetensorsFile.floats(of: source.bytes(ofTensorAt: index)[...], element: element)
  }

  private func index(of key: String) throws(SafetensorsError) -> Int {
    guard let index = indexByKey[key] else {
      throw .missingTensor(key: key, available: indexByKey.keys.sorted())
    }
    return index
  }
}
