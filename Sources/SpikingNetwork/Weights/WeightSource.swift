/// Weights by their names, wherever they lie, read one tensor at a time.
public protocol WeightSource {
  /// The names, types and shapes of all tensors.
  var tensors: [SafetensorsLayout.Tensor] { get }

  /// The elements of the tensor at an index of `tensors`, row-major and little-endian.
  func bytes(ofTensorAt index: Int) throws -> [UInt8]
}

extension SafetensorsFile: WeightSource {
  /// The tensors of the header, in the order of their bytes.
  public var tensors: [SafetensorsLayout.Tensor] { header.outlines }

  /// The bytes of a tensor as they are in the file.
  public func bytes(ofTensorAt index: Int) -> [UInt8] { Array(data(of: header.tensors[index])) }
}

extension SafetensorsHeader {
  /// The names, types and shapes of the tensors, in their order.
  public var outlines: [SafetensorsLayout.Tensor] {
    tensors.map { .init(name: $0.name, element: $0.element, shape: $0.shape) }
  }
}
