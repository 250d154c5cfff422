import SpikingNetwork

/// A storage that a checkpoint's pickle refers to: elements of one type, in an entry of the archive.
public struct TorchStorage: Equatable, Hashable, Sendable {
  /// The name of the entry, without the archive's folder and `data/`.
  public let key: String
  /// The type of its elements.
  public let element: TensorElement
  /// The number of its elements.
  public let elementCount: Int

  /// The types of storages, by their names in `torch`.
  static let elements: [String: TensorElement] = [
    "DoubleStorage": .float64, "FloatStorage": .float32, "HalfStorage": .float16, "BFloat16Storage": .bfloat16,
    "LongStorage": .int64, "IntStorage": .int32, "ShortStorage": .int16, "CharStorage": .int8,
    "ByteStorage": .uint8, "BoolStorage": .uint8,
  ]

  /// Reads a persistent identifier, `('storage', torch.<Type>Storage, key, location, elements)`.
  ///
  /// Where the tensor was, on which device, does not matter. Throws `CheckpointError`.
  init(_ value: PickleValue, in graph: PickleGraph, tensor: String) throws(CheckpointError) {
    guard let object = graph.object(value), object.kind == .persistent, let content = object.elements.first,
      let fields = graph.items(content), fields.count >= 5, fields[0] == .text("storage")
    else {
      throw .malformedTensor(
        name: tensor, offset: graph.object(value)?.offset ?? 0,
        reason: "its storage is \(graph.kind(value)) that names no storage")
    }
    guard case .global(let type) = graph.object(fields[1])?.kind, let element = Self.elements[type.name],
      type.module == "torch" || type.module == "torch.cuda"
    else {
      throw .malformedTensor(
        name: tensor, offset: object.offset,
        reason: "its storage has the type of \(graph.kind(fields[1])); read are torch."
          + Self.elements.keys.sorted().joined(separator: ", torch."))
    }
    guard case .text(let key) = fields[2], case .integer(let count) = fields[4], count >= 0,
      count <= Int.max / element.byteCount
    else {
      throw .malformedTensor(
        name: tensor, offset: object.offset, reason: "its storage has no key or no possible number of elements")
    }
    self.key = key
    self.element = element
    elementCount = count
  }
}
