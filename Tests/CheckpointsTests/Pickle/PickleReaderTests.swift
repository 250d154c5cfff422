import Checkpoints
import Testing

@Suite struct PickleReaderTests {
  private static func graph(_ text: String, _ more: [UInt8] = []) throws -> PickleGraph {
    try PickleReader.graph(of: Array(text.utf8) + more)
  }

  private static func root(_ bytes: [UInt8]) throws -> PickleValue { try PickleReader.graph(of: bytes + [0x2E]).root }

  @Test func scalars() throws {
    let cases: [([UInt8], PickleValue)] = [
      (Array("N".utf8), .none), ([0x88], .boolean(true)), ([0x89], .boolean(false)),
      (Array("I00\n".utf8), .boolean(false)),
      (Array("I01\n".utf8), .boolean(true)), (Array("I-12\n".utf8), .integer(-12)),
      (Array("L34L\n".utf8), .integer(34)),
      (Array("L123456789012345678901234567890L\n".utf8), .hugeInteger), ([0x4A, 0xFE, 0xFF, 0xFF, 0xFF], .integer(-2)),
      ([0x4B, 200], .integer(200)), ([0x4D, 1, 2], .integer(513)), ([0x8A, 0], .integer(0)),
      ([0x8A, 1, 0xFF], .integer(-1)),
      ([0x8A, 2, 0xFF, 0x00], .integer(255)), ([0x8A, 8, 0, 0, 0, 0, 0, 0, 0, 0x80], .integer(.min)),
      ([0x8A, 9, 0, 0, 0, 0, 0, 0, 0, 0x80, 0], .hugeInteger), ([0x8B, 1, 0, 0, 0, 7], .integer(7)),
      (Array("F2.5\n".utf8), .float(2.5)), ([0x47, 0x40, 0x04, 0, 0, 0, 0, 0, 0], .float(2.5)),
      ([0x55, 2, 0x41, 0xE9], .text("Aé")), ([0x54, 1, 0, 0, 0, 0x41], .text("A")),
      ([0x8C, 2, 0xC3, 0xA9], .text("é")),
      ([0x58, 1, 0, 0, 0, 0x41], .text("A")), ([0x8D, 1, 0, 0, 0, 0, 0, 0, 0, 0x41], .text("A")),
    ]
    for (bytes, expected) in cases { #expect(try Self.root(bytes) == expected, "\(bytes)") }
  }

  @Test func collectionsAreShared() throws {
    // a = [1]; (a, {'k': a}, {2, 3}), a list that is changed after it was named.
    let graph = try Self.graph("(]q\0K\u{1}a}U\u{1}kh\0s", [0x8F, 0x28, 0x4B, 2, 0x4B, 3, 0x90, 0x74, 0x2E])
    let items = try #require(graph.items(graph.root))
    #expect(items.count == 3)
    #expect(graph.items(items[0]) == [.integer(1)])
    #expect(graph.entry("k", of: items[1]) == items[0])
    #expect(graph.items(items[2]) == [.integer(2), .integer(3)])
  }

  @Test func aListMayContainItself() throws {
    let graph = try Self.graph("]q\0h\0a.")
    #expect(graph.items(graph.root) == [graph.root])
  }

  @Test func theLastOfEqualKeysCounts() throws {
    let graph = try Self.graph("}(U\u{1}kK\u{1}U\u{1}kK\u{2}u.")
    #expect(graph.entry("k", of: graph.root) == .integer(2))
  }

  @Test func classesBecomeRecordsWithTheirState() throws {
    for call in [")\u{81}".unicodeScalars.map { UInt8($0.value) }, Array(")R".utf8)] {
      let bytes = Array("csomebody.net\nLayer.Inner\n".utf8) + call + Array("}U\u{1}kK\u{5}sb.".utf8)
      let graph = try PickleReader.graph(of: bytes)
      #expect(graph.object(graph.root)?.kind == .record(PickleName(module: "somebody.net", name: "Layer.Inner")))
      #expect(graph.attribute("k", of: graph.root) == .integer(5))
    }
    // The old ways: INST, OBJ, and copyreg's helper.
    for text in ["(K\u{1}isomebody\nLayer\n.", "(csomebody\nLayer\nK\u{1}o."] {
      let graph = try Self.graph(text)
      #expect(graph.object(graph.root)?.elements == [.integer(1)])
    }
    let old = try Self.graph("ccopy_reg\n_reconstructor\n(csomebody\nLayer\nc__builtin__\nobject\nNtR}U\u{1}kK\u{5}sb.")
    #expect(old.object(old.root)?.kind == .record(PickleName(module: "somebody", name: "Layer")))
    #expect(old.attribute("k", of: old.root) == .integer(5))
  }

  @Test func containersAreRebuilt() throws {
    let ordered = try Self.graph("ccollections\nOrderedDict\n(](](U\u{1}aK\u{1}e](U\u{1}bK\u{2}eetR.")
    #expect(ordered.object(ordered.root)?.kind == .dictionary)
    #expect(ordered.entry("a", of: ordered.root) == .integer(1) && ordered.entry("b", of: ordered.root) == .integer(2))
    let counts = try Self.graph("c__builtin__\nset\n](K\u{1}K\u{2}e", [0x85, 0x52, 0x2E])
    #expect(counts.items(counts.root) == [.integer(1), .integer(2)])
    let size = try Self.graph("ctorch\nSize\n(K\u{3}K\u{4}t", [0x85, 0x52, 0x2E])
    #expect(size.items(size.root) == [.integer(3), .integer(4)])
  }

  @Test func whatIsNotAPickleIsRefused() throws {
    let cases: [([UInt8], PickleError)] = [
      ([], .truncated(offset: 0, needed: "an opcode")), ([0x80, 6], .unknownProtocol(6)),
      ([0xFF], .unknownOpcode(0xFF, offset: 0)),
      ([0x80, 2, 0x2E], .wrongStack(offset: 2, expected: "a value to give back", found: "nothing")),
      (Array("h\u{7}".utf8), .unknownMemo(7, offset: 0)),
      (Array("t".utf8), .wrongStack(offset: 0, expected: "a MARK", found: "none")),
      (Array("X\u{9}\0\0\0abc".utf8), .truncated(offset: 8, needed: "9 bytes of text")),
      ([0x8D, 255, 255, 255, 255, 255, 255, 255, 255], .truncated(offset: 9, needed: "\(UInt64.max) bytes of text")),
      ([0x8E, 255, 255, 255, 255, 255, 255, 255, 127], .truncated(offset: 9, needed: "\(Int64.max) bytes")),
      (
        [0x95, 1, 0, 0, 0, 0, 0, 0, 1],
        .illegalArgument("a frame of \(1 + 1 << 56) bytes", offset: 0, expected: "at most the 0 that follow")
      ),
      (
        Array("}(Ka".utf8) + [0x75],
        .wrongStack(offset: 4, expected: "keys and values in turn", found: "a key without a value")
      ),
      (Array("Ix\n".utf8), .illegalArgument("'x'", offset: 0, expected: "an integer")),
      (Array("]K\u{1}K\u{2}s".utf8), .wrongStack(offset: 5, expected: "a dictionary", found: "something else")),
      (Array("S'a'\n".utf8), .unsupportedOpcode("text of protocol 0", offset: 0)),
      ([0x82, 1], .unsupportedOpcode("an extension code", offset: 0)),
      (Array("K\u{1}(a".utf8), .wrongStack(offset: 3, expected: "an item", found: "nothing")),
      (Array("]K\u{1}R".utf8), .wrongStack(offset: 3, expected: "a tuple of arguments", found: "an integer")),
      (Array("])R".utf8), .wrongStack(offset: 2, expected: "the name of a class", found: "an object")),
    ]
    for (bytes, expected) in cases {
      #expect(throws: expected, "\(bytes)") { try PickleReader.graph(of: bytes) }
      #expect("\(expected)".contains(";") || "\(expected)".contains(":"))
    }
  }

  @Test func limitsHold() throws {
    var limits = PickleLimits()
    limits.objectCount = 10
    #expect(throws: PickleError.tooMany(what: "objects", limit: 10, offset: 10)) {
      try PickleReader.graph(of: [UInt8](repeating: UInt8(ascii: "]"), count: 20), limits: limits)
    }
    limits = PickleLimits()
    limits.openCollectionCount = 10
    #expect(throws: PickleError.tooMany(what: "open collections", limit: 10, offset: 10)) {
      try PickleReader.graph(of: [UInt8](repeating: UInt8(ascii: "("), count: 20), limits: limits)
    }
    limits.stackDepth = 10
    #expect(throws: PickleError.tooMany(what: "values on its stack", limit: 10, offset: 10)) {
      try PickleReader.graph(of: [UInt8](repeating: UInt8(ascii: "N"), count: 20), limits: limits)
    }
    limits = PickleLimits()
    limits.opcodeCount = 10
    #expect(throws: PickleError.tooMany(what: "opcodes", limit: 10, offset: 10)) {
      try PickleReader.graph(of: [UInt8](repeating: UInt8(ascii: "N"), count: 20), limits: limits)
    }
    limits.byteCount = 10
    #expect(throws: PickleError.tooMany(what: "bytes", limit: 10, offset: 10)) {
      try PickleReader.graph(of: [UInt8](repeating: UInt8(ascii: "N"), count: 20), limits: limits)
    }
  }

  /// Copies of a long list, each changed so that it is a copy indeed: 9 bytes for each.
  @Test func copiesOfAListAreCounted() throws {
    var limits = PickleLimits()
    limits.itemCount = 10_000
    var bytes = Array("](".utf8) + [UInt8](repeating: UInt8(ascii: "N"), count: 1000) + Array("eq\0".utf8)
    for _ in 0..<100 { bytes += Array("0cbuiltins\nlist\nh\0".utf8) + [0x85, 0x52, 0x4E, 0x61] }
    let error = try #require(throws: PickleError.self) { try PickleReader.graph(of: bytes, limits: limits) }
    #expect("\(error)".contains("more than 10000 items of collections"))
  }
}
