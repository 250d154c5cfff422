/// Lists, tuples, sets and dictionaries.
extension PickleReader {
  mutating func collect(_ opcode: PickleOpcode) throws(PickleError) {
    switch opcode {
    case .mark:
      guard marks.count < limits.openCollectionCount else {
        throw .tooMany(what: "open collections", limit: limits.openCollectionCount, offset: offset)
      }
      marks.append(stack.count)
    case .emptyList: try push(.list)
    case .emptyTuple: try push(.tuple)
    case .emptyDict: try push(.dictionary)
    case .emptySet: try push(.set)
    case .list: try push(.list, try popToMark())
    case .tuple: try push(.tuple, try popToMark())
    case .frozenSet: try push(.set, try popToMark())
    case .dict: try push(.dictionary, try pairs(try popToMark()))
    case .tuple1: try pushTuple(1)
    case .tuple2: try pushTuple(2)
    case .tuple3: try pushTuple(3)
    case .append: try extend([try pop("an item")])
    case .appends, .addItems: try extend(try popToMark())
    case .setItem:
      let value = try pop("a value")
      let key = try pop("a key")
      try insert([key, value])
    case .setItems: try insert(try pairs(try popToMark()))
    default: break
    }
  }

  private mutating func pushTuple(_ count: Int) throws(PickleError) {
    var items: [PickleValue] = []
    for _ in 0..<count { items.append(try pop("an item of a tuple")) }
    try push(.tuple, items.reversed())
  }

  private func pairs(_ values: [PickleValue]) throws(PickleError) -> [PickleValue] {
    guard values.count.isMultiple(of: 2) else {
      throw .wrongStack(offset: offset, expected: "keys and values in turn", found: "a key without a value")
    }
    return values
  }

  private mutating func extend(_ items: [PickleValue]) throws(PickleError) {
    let index = try top("a list or set")
    switch objects[index].kind {
    case .list, .set: try append(items, to: index)
    // An object of a class that is made from list; nothing read here needs its items.
    case .record: break
    default: throw .wrongStack(offset: offset, expected: "a list or set", found: "something else")
    }
  }

  private mutating func insert(_ pairs: [PickleValue]) throws(PickleError) {
    let index = try top("a dictionary")
    switch objects[index].kind {
    case .dictionary: try append(pairs, to: index)
    // An object of a class that is made from dict; nothing read here needs its entries.
    case .record: break
    default: throw .wrongStack(offset: offset, expected: "a dictionary", found: "something else")
    }
  }
}
