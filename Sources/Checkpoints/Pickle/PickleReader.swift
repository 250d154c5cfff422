/// Reads a pickle into plain data; it executes nothing, imports nothing and looks nothing up.
///
/// A pickle is a program for a stack machine, which is run here with calls replaced by records of what was to be called.
public struct PickleReader {
  let limits: PickleLimits
  var input: PickleInput
  var stack: [PickleValue] = []
  /// How deep the stack was at each open MARK.
  var marks: [Int] = []
  var memo: [Int: PickleValue] = [:]
  var objects: [PickleObject] = []
  /// The items of all objects together; copying a collection counts them again.
  private var itemCount = 0
  /// Where the opcode in hand stands.
  var offset = 0

  /// Reads a pickle; throws `PickleError`.
  public static func graph(
    of bytes: [UInt8], limits: PickleLimits = PickleLimits()
  ) throws(PickleError) -> PickleGraph {
    guard bytes.count <= limits.byteCount else {
      throw .tooMany(what: "bytes", limit: limits.byteCount, offset: limits.byteCount)
    }
    var reader = PickleReader(bytes: bytes, limits: limits)
    return try reader.run()
  }

  private init(bytes: [UInt8], limits: PickleLimits) {
    self.limits = limits
    input = PickleInput(bytes: bytes)
  }

  private mutating func run() throws(PickleError) -> PickleGraph {
    for _ in 0..<limits.opcodeCount {
      offset = input.position
      let byte = try input.byte("an opcode")
      guard let opcode = PickleOpcode(rawValue: byte) else { throw .unknownOpcode(byte, offset: offset) }
      if opcode == .stop {
        let root = try pop("a value to give back")
        return PickleGraph(objects: objects, root: root)
      }
      try execute(opcode)
      guard stack.count <= limits.stackDepth else {
        throw .tooMany(what: "values on its stack", limit: limits.stackDepth, offset: offset)
      }
    }
    throw .tooMany(what: "opcodes", limit: limits.opcodeCount, offset: input.position)
  }

  private mutating func execute(_ opcode: PickleOpcode) throws(PickleError) {
    switch opcode {
    case .proto:
      let version = try input.byte("the protocol")
      guard version <= 5 else { throw .unknownProtocol(Int(version)) }
    case .stop: break
    case .frame: try input.checkFrame(offset)
    case .none, .newTrue, .newFalse, .int, .binInt, .binInt1, .binInt2, .long, .long1, .long4, .float, .binFloat,
      .binString, .shortBinString, .binUnicode, .shortBinUnicode, .binUnicode8, .binBytes, .shortBinBytes, .binBytes8,
      .byteArray8:
      try pushScalar(opcode)
    case .mark, .emptyList, .list, .append, .appends, .emptyTuple, .tuple, .tuple1, .tuple2, .tuple3, .emptyDict, .dict,
      .setItem, .setItems, .emptySet, .addItems, .frozenSet:
      try collect(opcode)
    case .pop, .popMark, .dup, .get, .binGet, .longBinGet, .put, .binPut, .longBinPut, .memoize:
      try recall(opcode)
    case .global, .stackGlobal, .reduce, .build, .inst, .obj, .newObj, .newObjEx, .binPersID:
      try name(opcode)
    case .string, .unicode, .persID: throw .unsupportedOpcode("text of protocol 0", offset: offset)
    case .ext1, .ext2, .ext4: throw .unsupportedOpcode("an extension code", offset: offset)
    case .nextBuffer, .readonlyBuffer: throw .unsupportedOpcode("an out-of-band buffer", offset: offset)
    }
  }

  /// Adds an object and pushes it.
  mutating func push(_ kind: PickleObject.Kind, _ elements: [PickleValue] = []) throws(PickleError) {
    guard objects.count < limits.objectCount else {
      throw .tooMany(what: "objects", limit: limits.objectCount, offset: offset)
    }
    try count(elements)
    objects.append(PickleObject(kind: kind, elements: elements, offset: offset))
    stack.append(.object(objects.count - 1))
  }

  /// Adds items to an object.
  mutating func append(_ elements: [PickleValue], to index: Int) throws(PickleError) {
    try count(elements)
    objects[index].elements.append(contentsOf: elements)
  }

  private mutating func count(_ elements: [PickleValue]) throws(PickleError) {
    itemCount += elements.count
    guard itemCount <= limits.itemCount else {
      throw .tooMany(what: "items of collections", limit: limits.itemCount, offset: offset)
    }
  }

  /// Takes the value on top of the stack; those below an open MARK belong to somebody else.
  mutating func pop(_ expected: String) throws(PickleError) -> PickleValue {
    guard stack.count > marks.last ?? 0, let value = stack.popLast() else {
      throw .wrongStack(offset: offset, expected: expected, found: "nothing")
    }
    return value
  }

  /// Takes the values above the last MARK, and the MARK.
  mutating func popToMark() throws(PickleError) -> [PickleValue] {
    guard let mark = marks.popLast() else {
      throw .wrongStack(offset: offset, expected: "a MARK", found: "none")
    }
    let values = Array(stack[mark...])
    stack.removeLast(values.count)
    return values
  }

  /// The index of the object on top of the stack.
  func top(_ expected: String) throws(PickleError) -> Int {
    guard stack.count > marks.last ?? 0, let value = stack.last else {
      throw .wrongStack(offset: offset, expected: expected, found: "nothing")
    }
    guard case .object(let index) = value else {
      throw .wrongStack(offset: offset, expected: expected, found: value.kind)
    }
    return index
  }
}
