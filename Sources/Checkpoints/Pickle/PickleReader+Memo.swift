/// The stack's own opcodes, and the memo by which values are shared.
extension PickleReader {
  mutating func recall(_ opcode: PickleOpcode) throws(PickleError) {
    switch opcode {
    case .pop:
      // Python lets POP take a MARK too.
      if stack.count == marks.last { marks.removeLast() } else { _ = try pop("a value to drop") }
    case .popMark: _ = try popToMark()
    case .dup:
      let value = try pop("a value to double")
      stack.append(value)
      stack.append(value)
    case .get: try get(try memoIndex(try input.line("a memo's number")))
    case .binGet: try get(Int(try input.byte("a memo's number")))
    case .longBinGet: try get(Int(try input.integer(4, "a memo's number")))
    case .put: try put(try memoIndex(try input.line("a memo's number")))
    case .binPut: try put(Int(try input.byte("a memo's number")))
    case .longBinPut: try put(Int(try input.integer(4, "a memo's number")))
    case .memoize: try put(memo.count)
    default: break
    }
  }

  private mutating func get(_ index: Int) throws(PickleError) {
    guard let value = memo[index] else { throw .unknownMemo(index, offset: offset) }
    stack.append(value)
  }

  private mutating func put(_ index: Int) throws(PickleError) {
    guard stack.count > marks.last ?? 0, let value = stack.last else {
      throw .wrongStack(offset: offset, expected: "a value to remember", found: "nothing")
    }
    guard memo.count < limits.objectCount || memo[index] != nil else {
      throw .tooMany(what: "memos", limit: limits.objectCount, offset: offset)
    }
    memo[index] = value
  }

  private func memoIndex(_ text: String) throws(PickleError) -> Int {
    guard let index = Int(text), index >= 0 else {
      throw .illegalArgument(quoted(text), offset: offset, expected: "a memo's number")
    }
    return index
  }
}
