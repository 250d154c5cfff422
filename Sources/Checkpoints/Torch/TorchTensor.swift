import SpikingNetwork

/// A tensor of a checkpoint: a view of a storage, no data.
///
/// Element (i, j, ...) is element `offset + i * strides[0] + j * strides[1] + ...` of the storage; all of them are known
/// to lie inside it.
public struct TorchTensor: Equatable, Sendable {
  /// Where its elements are.
  public let storage: TorchStorage
  /// The first element, counted in elements of the storage.
  public let offset: Int
  /// Its dimensions, outermost first.
  public let shape: [Int]
  /// The step of each dimension, in elements of the storage, none negative.
  public let strides: [Int]
  /// The number of elements.
  public let elementCount: Int

  /// The most dimensions that are read; PyTorch itself allows 64.
  static let largestDimensionCount = 64

  /// Reads what rebuilds a tensor or parameter; nil for an object that is neither.
  ///
  /// Throws `CheckpointError` for a tensor that cannot be.
  init?(_ value: PickleValue, in graph: PickleGraph, name: String) throws(CheckpointError) {
    var value = value
    // A parameter is a tensor with flags around it.
    for _ in 0..<4 {
      guard let object = graph.object(value), case .record(let function) = object.kind,
        function.module == "torch._utils"
      else { return nil }
      let arguments = object.elements
      switch function.name {
      case "_rebuild_parameter", "_rebuild_parameter_with_state":
        guard let inner = arguments.first else {
          throw .malformedTensor(name: name, offset: object.offset, reason: "a parameter without a tensor")
        }
        value = inner
      case "_rebuild_tensor", "_rebuild_tensor_v2":
        self = try Self(arguments, offset: object.offset, in: graph, name: name)
        return
      default: return nil
      }
    }
    throw .malformedTensor(
      name: name, offset: graph.object(value)?.offset ?? 0, reason: "a parameter around a parameter")
  }

  private init(
    _ arguments: [PickleValue], offset position: Int, in graph: PickleGraph, name: String
  ) throws(CheckpointError) {
    func malformed(_ reason: String) -> CheckpointError {
      .malformedTensor(name: name, offset: position, reason: reason)
    }
    guard arguments.count >= 4, case .integer(let offset) = arguments[1],
      let shape = Self.integers(arguments[2], in: graph), let strides = Self.integers(arguments[3], in: graph)
    else {
      throw malformed(
        "its arguments are not a storage, an offset, a size and strides of at most \(Self.largestDimensionCount) "
          + "dimensions")
    }
    let storage = try TorchStorage(arguments[0], in: graph, tensor: name)
    guard shape.count == strides.count else {
      throw malformed("it has \(shape.count) dimensions and \(strides.count) strides; legal: the same number")
    }
    guard offset >= 0, shape.allSatisfy({ $0 >= 0 }), strides.allSatisfy({ $0 >= 0 }) else {
      throw malformed("offset \(offset), size \(shape), strides \(strides); legal: none negative")
    }
    var (count, last, overflow) = (1, offset, false)
    for (size, stride) in zip(shape, strides) {
      let product = count.multipliedReportingOverflow(by: size)
      let reach = max(size - 1, 0).multipliedReportingOverflow(by: stride)
      let sum = last.addingReportingOverflow(reach.partialValue)
      overflow = overflow || product.overflow || reach.overflow || sum.overflow
      (count, last) = (product.partialValue, sum.partialValue)
    }
    // A size of nothing makes other sizes harmless, however large their product would be.
    if shape.contains(0) { (count, last, overflow) = (0, offset - 1, false) }
    guard !overflow, last < storage.elementCount, offset <= storage.elementCount else {
      throw malformed(
        "offset \(offset), size \(shape), strides \(strides) reach beyond its storage of \(storage.elementCount) "
          + "elements")
    }
    // Views that repeat elements would let a small file stand for a large one.
    guard count <= storage.elementCount else {
      throw malformed("size \(shape) has more elements than its storage, \(storage.elementCount)")
    }
    self.storage = storage
    self.offset = offset
    self.shape = shape
    self.strides = strides
    elementCount = count
  }

  private static func integers(_ value: PickleValue, in graph: PickleGraph) -> [Int]? {
    guard let items = graph.items(value), items.count <= largestDimensionCount else { return nil }
    var integers: [Int] = []
    for item in items {
      guard case .integer(let integer) = item else { return nil }
      integers.append(integer)
    }
    return integers
  }

  /// The elements of the storage from the first to the last that it uses.
  var span: Range<Int> {
    guard elementCount > 0 else { return offset..<offset }
    let last = zip(shape, strides).reduce(offset) { $0 + ($1.0 - 1) * $1.1 }
    return offset..<last + 1
  }

  /// Whether its elements lie one behind the other in row-major order.
  var isContiguous: Bool {
    var expected = 1
    for (size, stride) in zip(shape, strides).reversed() where size != 1 {
      guard stride == expected else { return false }
      expected *= size
    }
    return true
  }
}
