/// Names of classes and functions, and what Python would do with them.
extension PickleReader {
  mutating func name(_ opcode: PickleOpcode) throws(PickleError) {
    switch opcode {
    case .global:
      let module = try input.line("a module's name")
      try pushName(module, try input.line("a class's name"))
    case .stackGlobal:
      let name = try pop("a class's name")
      let module = try pop("a module's name")
      guard case .text(let module) = module, case .text(let name) = name else {
        throw .wrongStack(offset: offset, expected: "two names", found: "\(module.kind) and \(name.kind)")
      }
      try pushName(module, name)
    case .reduce:
      let arguments = try pop("arguments")
      try call(try pop("something to call"), try items(arguments))
    case .inst:
      let module = try input.line("a module's name")
      let name = PickleName(module: module, name: try input.line("a class's name"))
      try refuse(name)
      try call(name, try popToMark())
    case .obj:
      let values = try popToMark()
      guard let callee = values.first else {
        throw .wrongStack(offset: offset, expected: "a class", found: "nothing")
      }
      try call(callee, Array(values.dropFirst()))
    case .newObj:
      let arguments = try pop("arguments")
      try create(try pop("a class"), try items(arguments))
    case .newObjEx:
      let keywords = try pop("named arguments")
      let arguments = try pop("arguments")
      try create(try pop("a class"), try items(arguments) + [keywords])
    case .build:
      let state = try pop("a state")
      // Containers have attributes as well, such as a state dictionary's version; nothing read here needs them.
      let index = try top("an object to give a state")
      if case .record = objects[index].kind { objects[index].state = state }
    case .binPersID: try push(.persistent, [try pop("what lies outside")])
    default: break
    }
  }

  private mutating func pushName(_ module: String, _ name: String) throws(PickleError) {
    let name = PickleName(module: module, name: name)
    try refuse(name)
    try push(.global(name))
  }

  private func refuse(_ name: PickleName) throws(PickleError) {
    guard !PickleCallables.isDangerous(name) else { throw .dangerousName(name, offset: offset) }
  }

  private func items(_ value: PickleValue) throws(PickleError) -> [PickleValue] {
    guard case .object(let index) = value, objects[index].kind == .tuple else {
      throw .wrongStack(offset: offset, expected: "a tuple of arguments", found: value.kind)
    }
    return objects[index].elements
  }

  private func callee(_ value: PickleValue) throws(PickleError) -> PickleName {
    guard case .object(let index) = value, case .global(let name) = objects[index].kind else {
      throw .wrongStack(offset: offset, expected: "the name of a class", found: value.kind)
    }
    return name
  }

  private mutating func call(_ value: PickleValue, _ arguments: [PickleValue]) throws(PickleError) {
    try call(try callee(value), arguments)
  }

  private mutating func call(_ callee: PickleName, _ arguments: [PickleValue]) throws(PickleError) {
    switch PickleCallables.outcome(ofCalling: callee) {
    case .record: try push(.record(Self.reconstructed(callee, arguments, objects) ?? callee), arguments)
    case .list: try push(.list, contents(arguments))
    case .tuple: try push(.tuple, contents(arguments))
    case .set: try push(.set, contents(arguments))
    case .dictionary: try push(.dictionary, entries(arguments))
    case .refused: throw .functionCall(callee, offset: offset)
    }
  }

  /// The class that protocol 1 names as the first argument of a helper; nil for any other call.
  private static func reconstructed(
    _ callee: PickleName, _ arguments: [PickleValue], _ objects: [PickleObject]
  ) -> PickleName? {
    guard callee.name == "_reconstructor", case .object(let index) = arguments.first,
      case .global(let name) = objects[index].kind
    else { return nil }
    return name
  }

  /// An object of a class, made without calling it; a class is whatever stands in its place.
  private mutating func create(_ value: PickleValue, _ arguments: [PickleValue]) throws(PickleError) {
    try push(.record(try callee(value)), arguments)
  }

  /// The items of the collection that a container is made from.
  private func contents(_ arguments: [PickleValue]) -> [PickleValue] {
    guard case .object(let index) = arguments.first else { return [] }
    switch objects[index].kind {
    case .list, .tuple, .set: return objects[index].elements
    default: return []
    }
  }

  /// The keys and values that a dictionary is made from: another one, or a list of pairs as Python 2 wrote.
  private func entries(_ arguments: [PickleValue]) -> [PickleValue] {
    guard let last = arguments.last, case .object(let index) = last else { return [] }
    if objects[index].kind == .dictionary { return objects[index].elements }
    return contents([last]).flatMap { pair in
      let items = contents([pair])
      return items.count == 2 ? items : []
    }
  }
}
