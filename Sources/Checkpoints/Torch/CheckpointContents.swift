/// The weights that a checkpoint's pickle holds, and where they were found.
struct CheckpointContents {
  /// The tensors by their names.
  let tensors: [(name: String, tensor: TorchTensor)]
  /// The path of dictionary keys to the weights, empty where the pickle is a state dictionary itself.
  let path: [String]
  /// The class of the network, or nil for a state dictionary.
  let className: PickleName?
  /// The records of all modules; none for a state dictionary.
  let modules: [PickleValue]

  /// The keys under which weights are looked for, the best first: `ema` is the smoothed model that is evaluated.
  private static let keys = ["ema", "model", "state_dict", "model_state_dict", "net", "network", "module"]
  private static let largestDepth = 4

  /// Finds the weights; throws `CheckpointError`.
  init(_ graph: PickleGraph) throws(CheckpointError) {
    guard let contents = try Self.find(graph.root, [], in: graph) else {
      throw .noWeights(found: Self.summary(graph))
    }
    self = contents
  }

  private init(
    _ tensors: [(name: String, tensor: TorchTensor)], path: [String], className: PickleName? = nil,
    modules: [PickleValue] = []
  ) {
    self.tensors = tensors
    self.path = path
    self.className = className
    self.modules = modules
  }

  private static func find(
    _ value: PickleValue, _ path: [String], in graph: PickleGraph
  ) throws(CheckpointError) -> CheckpointContents? {
    guard let object = graph.object(value) else { return nil }
    if case .record(let name) = object.kind, ModuleTree.isModule(value, in: graph) {
      let tree = try ModuleTree(value, in: graph)
      return tree.tensors.tensors.isEmpty
        ? nil : CheckpointContents(tree.tensors.tensors, path: path, className: name, modules: tree.modules)
    }
    guard object.kind == .dictionary, path.count < largestDepth else { return nil }
    let tensors = try stateDictionary(object, in: graph)
    if !tensors.isEmpty { return CheckpointContents(tensors, path: path) }
    for key in keys {
      guard let value = graph.entry(key, of: value) else { continue }
      if let contents = try find(value, path + [key], in: graph) { return contents }
    }
    return nil
  }

  private static func stateDictionary(
    _ object: PickleObject, in graph: PickleGraph
  ) throws(CheckpointError) -> [(name: String, tensor: TorchTensor)] {
    var tensors = NamedTensors()
    for index in stride(from: 0, to: object.elements.count - 1, by: 2) {
      guard case .text(let name) = object.elements[index] else { continue }
      try tensors.add(object.elements[index + 1], named: name, in: graph, owner: object.offset)
    }
    return tensors.tensors
  }

  private static func summary(_ graph: PickleGraph) -> String {
    guard let object = graph.object(graph.root), object.kind == .dictionary else { return graph.kind(graph.root) }
    let entries = stride(from: 0, to: min(object.elements.count - 1, 16), by: 2).map { index in
      let key =
        if case .text(let name) = object.elements[index] { quoted(name) } else { graph.kind(object.elements[index]) }
      return "\(key): \(graph.kind(object.elements[index + 1]))"
    }
    return entries.isEmpty ? "an empty dictionary" : "a dictionary with \(entries.joined(separator: ", "))"
  }
}
