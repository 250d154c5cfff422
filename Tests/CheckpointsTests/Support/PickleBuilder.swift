/// Writes pickles, opcode by opcode, as torch.save does or as somebody who means harm would.
struct PickleBuilder {
  private(set) var bytes: [UInt8] = []

  /// Starts with PROTO.
  init(protocol version: UInt8 = 2) { bytes = [0x80, version] }

  static func pickle(_ body: (inout PickleBuilder) -> Void) -> [UInt8] {
    var builder = PickleBuilder()
    body(&builder)
    return builder.finished()
  }

  /// The pickle with STOP behind it.
  func finished() -> [UInt8] { bytes + [UInt8(ascii: ".")] }

  mutating func opcode(_ character: Unicode.Scalar) { bytes.append(UInt8(ascii: character)) }

  mutating func raw(_ more: [UInt8]) { bytes += more }

  mutating func text(_ text: String) {
    opcode("X")
    bytes += ZIPBuilder.integer(UInt64(text.utf8.count), 4) + Array(text.utf8)
  }

  mutating func integer(_ value: Int) {
    if let small = UInt8(exactly: value) {
      bytes += [UInt8(ascii: "K"), small]
    } else if let medium = Int32(exactly: value) {
      opcode("J")
      bytes += ZIPBuilder.integer(UInt64(UInt32(bitPattern: medium)), 4)
    } else {
      bytes += [0x8A, 8] + ZIPBuilder.integer(UInt64(bitPattern: Int64(value)), 8)
    }
  }

  mutating func boolean(_ value: Bool) { bytes.append(value ? 0x88 : 0x89) }

  mutating func global(_ module: String, _ name: String) {
    opcode("c")
    bytes += Array("\(module)\n\(name)\n".utf8)
  }

  mutating func mark() { opcode("(") }
  mutating func tuple() { opcode("t") }
  mutating func emptyTuple() { opcode(")") }
  mutating func emptyDictionary() { opcode("}") }
  mutating func setItems() { opcode("u") }
  mutating func reduce() { opcode("R") }
  mutating func newObject() { bytes.append(0x81) }
  mutating func build() { opcode("b") }
  mutating func put(_ memo: UInt8) { bytes += [UInt8(ascii: "q"), memo] }
  mutating func get(_ memo: UInt8) { bytes += [UInt8(ascii: "h"), memo] }

  mutating func tuple(_ values: [Int]) {
    mark()
    for value in values { integer(value) }
    tuple()
  }

  /// A tensor as torch.save writes it.
  mutating func tensor(_ tensor: SampleTensor) {
    global("torch._utils", "_rebuild_tensor_v2")
    mark()
    mark()
    text("storage")
    global(tensor.storageModule, tensor.storageType)
    text(tensor.key)
    text("cuda:0")
    integer(tensor.storageElementCount)
    tuple()
    opcode("Q")
    integer(tensor.offset)
    tuple(tensor.shape)
    tuple(tensor.strides)
    boolean(false)
    global("collections", "OrderedDict")
    emptyTuple()
    reduce()
    tuple()
    reduce()
  }

  /// A dictionary with tensors.
  mutating func stateDictionary(_ tensors: [SampleTensor]) {
    global("collections", "OrderedDict")
    emptyTuple()
    reduce()
    mark()
    for sample in tensors {
      text(sample.name)
      tensor(sample)
    }
    setItems()
  }

  /// A module with parameters, buffers, and modules inside it that `body` adds after their names.
  mutating func module(
    _ className: String, parameters: [SampleTensor] = [], buffers: [SampleTensor] = [],
    attributes: (inout PickleBuilder) -> Void = { _ in }, modules: (inout PickleBuilder) -> Void = { _ in }
  ) {
    global("somebody.modules", className)
    emptyTuple()
    newObject()
    emptyDictionary()
    mark()
    text("training")
    boolean(false)
    text("_parameters")
    emptyDictionary()
    mark()
    for sample in parameters {
      text(sample.name)
      global("torch._utils", "_rebuild_parameter")
      mark()
      tensor(sample)
      boolean(true)
      global("collections", "OrderedDict")
      emptyTuple()
      reduce()
      tuple()
      reduce()
    }
    setItems()
    text("_buffers")
    emptyDictionary()
    mark()
    for sample in buffers {
      text(sample.name)
      tensor(sample)
    }
    setItems()
    text("_modules")
    emptyDictionary()
    mark()
    modules(&self)
    setItems()
    attributes(&self)
    setItems()
    build()
  }
}
