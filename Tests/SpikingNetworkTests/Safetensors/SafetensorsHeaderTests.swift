import SpikingNetwork
import Testing

@Suite struct SafetensorsHeaderTests {
  private func header(_ json: String, dataByteCount: Int = 8) throws(SafetensorsError) -> SafetensorsHeader {
    let bytes = Array(json.utf8)
    return try SafetensorsHeader(json: bytes, fileByteCount: 8 + bytes.count + dataByteCount)
  }

  private static func entry(_ begin: Int, _ end: Int, shape: String, type: String = "U8") -> String {
    #"{"dtype":"\#(type)","shape":\#(shape),"data_offsets":[\#(begin),\#(end)]}"#
  }

  @Test func takesKeysInAnyOrderAndSpaceAnywhere() throws {
    let json = " { \"a\" :\n{ \"data_offsets\" : [ 0 , 8 ] ,\t\"shape\" : [ 2, 4 ], \"dtype\" : \"U8\" } } "
    let tensors = try header(json).tensors
    #expect(tensors.map(\.shape) == [[2, 4]])
    #expect(tensors.map(\.byteRange.count) == [8])
  }

  @Test func readsEveryEscape() throws {
    let json = #"{"__metadata__":{"k":"\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00"}}"#
    #expect(try header(json, dataByteCount: 0).metadata["k"] == "\"\\/\u{8}\u{c}\n\r\té😀")
  }

  @Test func writesWhatItReads() throws {
    let metadata = ["plain": "text", "hard \"\\\n\r\t\u{1}": "é😀\u{1F}"]
    let layout = try SafetensorsLayout(
      metadata: metadata, tensors: [.init(name: "a/\"b\"", element: .int16, shape: [2, 0, 5])])
    let read = try SafetensorsHeader(
      json: Array(layout.headerBytes.dropFirst(8)), fileByteCount: layout.fileByteCount)
    #expect(read.metadata == metadata)
    #expect(read.tensors == layout.tensors)
    #expect(layout.headerBytes.count % 8 == 0)
  }

  @Test(arguments: [
    "", "[]", "{", "{}x", #"{"a"}"#, #"{"a":1}"#, #"{"a":{}}"#, #"{"a":{"dtype":"U8"}}"#, #"{"a":{"color":"red"}}"#,
    #"{"a":{"dtype":"U8","shape":[8],"data_offsets":[0]}}"#,
    #"{"a":{"dtype":"U8","shape":[-8],"data_offsets":[0,8]}}"#,
    #"{"a":{"dtype":"U8","shape":[8.0],"data_offsets":[0,8]}}"#,
    #"{"a":{"dtype":"U8","shape":[99999999999999999999],"data_offsets":[0,8]}}"#,
    #"{"a":{"dtype":"U8","shape":8,"data_offsets":[0,8]}}"#,
    #"{"a":{"dtype":"U8","shape":[8],"data_offsets":[0,8]},}"#,
    #"{"a":{"dtype":"U8","shape":[8],"data_offsets":[0,8]}"#,
    #"{"__metadata__":{"k":1}}"#, #"{"__metadata__":{"k":"\x"}}"#, #"{"__metadata__":{"k":"\u12"}}"#,
    #"{"__metadata__":{"k":"\ud83d"}}"#, #"{"__metadata__":{"k":"\ude00"}}"#, #"{"__metadata__":{"k":"open}}"#,
    "{\"__metadata__\":{\"k\":\"raw\nnewline\"}}",
  ]) func refusesMalformedJSON(json: String) throws {
    let error = #expect(throws: SafetensorsError.self) { try header(json) }
    guard case .malformedHeader(let offset, _, _)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect((8...8 + json.utf8.count).contains(offset))
  }

  @Test func refusesTextThatIsNotUnicode() {
    let json = Array("{\"__metadata__\":{\"k\":\"".utf8) + [0xFF, 0xFE] + Array("\"}}".utf8)
    #expect(throws: SafetensorsError.self) { try SafetensorsHeader(json: json, fileByteCount: 8 + json.count) }
  }

  @Test func refusesKeysThatOccurTwice() {
    let entry = Self.entry(0, 8, shape: "[8]")
    for (json, key) in [
      ("{\"a\":\(entry),\"a\":\(entry)}", "a"),
      ("{\"__metadata__\":{},\"__metadata__\":{}}", "__metadata__"),
      ("{\"__metadata__\":{\"k\":\"1\",\"k\":\"2\"}}", "k"),
      (#"{"a":{"dtype":"U8","dtype":"U8","shape":[8],"data_offsets":[0,8]}}"#, "a.dtype"),
    ] {
      let error = #expect(throws: SafetensorsError.self) { try header(json) }
      guard case .duplicateKey(key, _)? = error else {
        Issue.record("\(key): \(String(describing: error))")
        continue
      }
    }
  }

  @Test func refusesPlacesOutsideTheFile() {
    for (begin, end) in [(0, 9), (9, 9), (8, 0), (1, Int.max)] {
      let json = "{\"a\":\(Self.entry(begin, end, shape: "[8]"))}"
      #expect(throws: SafetensorsError.outOfRange(key: "a", begin: begin, end: end, available: 8)) {
        try header(json)
      }
    }
  }

  @Test func refusesShapesThatDoNotFit() {
    for (shape, values) in [("[7]", [7]), ("[9223372036854775807,2]", [Int.max, 2]), ("[]", [])] {
      let json = "{\"a\":\(Self.entry(0, 8, shape: shape))}"
      #expect(throws: SafetensorsError.sizeMismatch(key: "a", shape: values, element: .uint8, byteCount: 8)) {
        try header(json)
      }
    }
  }

  @Test func refusesOverlapsAndGaps() {
    let (first, second) = (Self.entry(0, 5, shape: "[5]"), Self.entry(4, 8, shape: "[4]"))
    #expect(throws: SafetensorsError.overlap(key: "a", other: "b")) { try header("{\"b\":\(second),\"a\":\(first)}") }
    let late = Self.entry(6, 8, shape: "[2]")
    let error = #expect(throws: SafetensorsError.self) { try header("{\"a\":\(first),\"b\":\(late)}") }
    guard case .unclaimedBytes(_, count: 1)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    let error2 = #expect(throws: SafetensorsError.self) { try header("{\"a\":\(first)}") }
    guard case .unclaimedBytes(_, count: 3)? = error2 else {
      Issue.record("\(String(describing: error2))")
      return
    }
  }

  @Test func refusesUnknownElementTypes() {
    #expect(throws: SafetensorsError.unsupportedElement(key: "a", element: "F8_E4M3")) {
      try header("{\"a\":\(Self.entry(0, 8, shape: "[8]", type: "F8_E4M3"))}")
    }
  }

  @Test func refusesLengthsBeyondTheFile() {
    for (length, size) in [(UInt64.max, 100), (93, 100), (100_000_001, 200_000_000)] {
      let prefix = (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * UInt64($0))) }
      #expect(throws: SafetensorsError.self) {
        try SafetensorsHeader.headerByteCount(prefix: prefix.span, fileByteCount: size)
      }
    }
  }

  @Test func refusesToWriteAKeyTwice() {
    #expect(throws: SafetensorsError.self) {
      try SafetensorsLayout(tensors: [
        .init(name: "a", element: .uint8, shape: [1]), .init(name: "a", element: .uint8, shape: [1]),
      ])
    }
    #expect(throws: SafetensorsError.self) {
      try SafetensorsLayout(tensors: [.init(name: "__metadata__", element: .uint8, shape: [1])])
    }
    #expect(throws: SafetensorsError.self) {
      var builder = SafetensorsBuilder()
      builder.add("a", shape: [3], floats: [1, 2])
      _ = try builder.fileBytes()
    }
  }
}
