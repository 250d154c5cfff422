/// Tensors gathered by name; of several with one name the last counts, as in Python.
struct NamedTensors {
  /// The tensors in the order in which their names were met.
  private(set) var tensors: [(name: String, tensor: TorchTensor)] = []

  private var indexByName: [String: Int] = [:]

  private static let largestCount = 100_000
  private static let largestNameByteCount = 1024

  /// Adds a value where it is a tensor; throws `CheckpointError` for one that cannot be, and for too many.
  mutating func add(
    _ value: PickleValue, named name: String, in graph: PickleGraph, owner offset: Int
  ) throws(CheckpointError) {
    guard name.utf8.count <= Self.largestNameByteCount else {
      throw .tooMany(offset: offset, what: "bytes in a name", limit: Self.largestNameByteCount)
    }
    guard let tensor = try TorchTensor(value, in: graph, name: name) else { return }
    if let index = indexByName[name] {
      tensors[index].tensor = tensor
      return
    }
    guard tensors.count < Self.largestCount else {
      throw .tooMany(offset: offset, what: "tensors", limit: Self.largestCount)
    }
    indexByName[name] = tensors.count
    tensors.append((name, tensor))
  }
}
