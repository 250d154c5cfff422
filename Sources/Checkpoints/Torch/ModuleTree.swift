/// Gathers the tensors of a module and of all modules inside it, under the names that `state_dict()` gives them.
///
/// Modules may be shared, so that the tree is a graph; one that contains itself, or that shares modules so often that it
/// never ends, is refused.
struct ModuleTree {
  /// The tensors by their names.
  private(set) var tensors = NamedTensors()
  /// The records of all modules.
  private(set) var modules: [PickleValue] = []

  private let graph: PickleGraph
  /// The entries of dictionaries looked at.
  private var entryCount = 0

  private static let largestDepth = 64
  private static let largestModuleCount = 100_000
  private static let largestEntryCount = 4_000_000
  private static let largestNameByteCount = 1024

  /// What a module holds, by name.
  private struct Members {
    var parameters: [(name: String, value: PickleValue)] = []
    var buffers: [(name: String, value: PickleValue)] = []
    var modules: [(name: String, value: PickleValue)] = []
    /// The buffers that `state_dict()` leaves out.
    var transientNames: Set<String> = []
  }

  /// Whether a value is a module.
  static func isModule(_ value: PickleValue, in graph: PickleGraph) -> Bool {
    graph.object(graph.attribute("_modules", of: value) ?? .none)?.kind == .dictionary
  }

  /// Walks a module; throws `CheckpointError`.
  init(_ root: PickleValue, in graph: PickleGraph) throws(CheckpointError) {
    self.graph = graph
    var pending = [(value: root, prefix: "", depth: 0)]
    while let (value, prefix, depth) = pending.popLast() {
      guard let record = graph.object(value), let members = try members(of: record) else { continue }
      guard depth <= Self.largestDepth, prefix.utf8.count <= Self.largestNameByteCount else {
        throw .tooMany(offset: record.offset, what: "modules around it", limit: Self.largestDepth)
      }
      guard modules.count < Self.largestModuleCount else {
        throw .tooMany(offset: record.offset, what: "modules beside it", limit: Self.largestModuleCount)
      }
      modules.append(value)
      for (name, value) in members.parameters + members.buffers where !members.transientNames.contains(name) {
        try tensors.add(value, named: prefix + name, in: graph, owner: record.offset)
      }
      for (name, value) in members.modules.reversed() { pending.append((value, "\(prefix)\(name).", depth + 1)) }
    }
  }

  /// What a record holds, or nil where it is no module.
  private mutating func members(of record: PickleObject) throws(CheckpointError) -> Members? {
    guard case .record = record.kind, let state = graph.object(record.state) else { return nil }
    var members = Members()
    var isModule = false
    // A state is a dictionary, or a pair of one and another for slots.
    let dictionaries = state.kind == .tuple ? state.elements : [record.state]
    try count(dictionaries.count, owner: record)
    for dictionary in dictionaries {
      for (name, value) in try entries(of: dictionary, owner: record) {
        switch name {
        case "_parameters": members.parameters = try entries(of: value, owner: record)
        case "_buffers": members.buffers = try entries(of: value, owner: record)
        case "_modules":
          isModule = graph.object(value)?.kind == .dictionary
          members.modules = try entries(of: value, owner: record)
        case "_non_persistent_buffers_set":
          let names = graph.items(value) ?? []
          try count(names.count, owner: record)
          members.transientNames = Set(
            names.compactMap { name in
              guard case .text(let name) = name else { return nil }
              return name
            })
        default: break
        }
      }
    }
    return isModule ? members : nil
  }

  /// The entries of a dictionary whose keys are text; none for anything else.
  private mutating func entries(
    of value: PickleValue, owner: PickleObject
  ) throws(CheckpointError) -> [(name: String, value: PickleValue)] {
    guard let object = graph.object(value), object.kind == .dictionary else { return [] }
    try count(object.elements.count, owner: owner)
    var entries: [(String, PickleValue)] = []
    for index in stride(from: 0, to: object.elements.count - 1, by: 2) {
      guard case .text(let name) = object.elements[index] else { continue }
      guard name.utf8.count <= Self.largestNameByteCount else {
        throw .tooMany(offset: owner.offset, what: "bytes in a name", limit: Self.largestNameByteCount)
      }
      entries.append((name, object.elements[index + 1]))
    }
    return entries
  }

  private mutating func count(_ entries: Int, owner: PickleObject) throws(CheckpointError) {
    entryCount += entries
    guard entryCount <= Self.largestEntryCount else {
      throw .tooMany(offset: owner.offset, what: "entries in the modules met before it", limit: Self.largestEntryCount)
    }
  }
}
