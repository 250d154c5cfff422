import Detections
import Testing

@Suite struct BoxFileTests {
  private let current = [
    TimedDetection(
      time: -5, detection: Detection(x: -1.5, y: 2.25, width: 30, height: 40, score: 0.75, classID: 6, trackID: 9)),
    TimedDetection(
      time: 1 << 62, detection: Detection(x: 1, y: 2, width: 3, height: 4, score: 1, classID: .max)),
  ]

  private func decode(_ file: [UInt8]) throws(BoxFileError) -> [TimedDetection] {
    try BoxFileDecoder.decode(file.span)
  }

  @Test func readsWhatNumPyWroteInTheLayoutOf2020() throws {
    let expected = [
      TimedDetection(
        time: 500_000,
        detection: Detection(x: -1.5, y: 2.25, width: 30, height: 40, score: 0.5, classID: 1, trackID: 7)),
      TimedDetection(
        time: 1 << 40,
        detection: Detection(x: 300, y: 200, width: 10.5, height: 9, score: 1, classID: 0, trackID: 4_000_000_000)),
    ]
    #expect(try decode(BoxFileGolden.gen1) == expected)
    #expect(try decode(BoxFileGolden.gen1Version2) == expected)
  }

  @Test func readsAnyOrderAndAnyNumbersAndSkipsTheRest() throws {
    let expected = TimedDetection(
      time: 1_000_000, detection: Detection(x: 1.25, y: -4, width: 7, height: 12.5, score: 1, classID: 3))
    #expect(try decode(BoxFileGolden.mixed) == [expected])
  }

  @Test func writesTheBytesThatNumPyWrites() throws {
    #expect(BoxFileEncoder.encode(current) == BoxFileGolden.current)
    #expect(BoxFileEncoder.encode([]) == BoxFileGolden.empty)
    #expect(try decode(BoxFileGolden.current) == current)
    #expect(try decode(BoxFileGolden.empty).isEmpty)
  }

  @Test func theHeaderHasOneLengthForAnyCount() {
    for count in [0, 1, 999_999_999, .max] {
      let header = BoxFileEncoder.header(recordCount: count)
      #expect(header.count == BoxFileEncoder.headerBytes && header.last == UInt8(ascii: "\n"))
    }
    var bytes: [UInt8] = []
    BoxFileEncoder.append(current[0], to: &bytes)
    #expect(bytes.count == BoxFileEncoder.recordBytes)
  }

  @Test(arguments: [BoxFileGolden.gen1, BoxFileGolden.mixed, BoxFileGolden.current])
  func everyCutIsRefused(file: [UInt8]) {
    for length in file.indices {
      #expect(throws: BoxFileError.self) { try decode(Array(file[..<length])) }
    }
    #expect(throws: Never.self) { try decode(file + [1, 2, 3]) }
  }

  @Test(arguments: [BoxFileGolden.gen1, BoxFileGolden.gen1Version2, BoxFileGolden.mixed, BoxFileGolden.current])
  func noChangedByteTraps(file: [UInt8]) {
    var refused = 0
    for position in file.indices {
      for value in [0, 1, 0x20, 0x27, 0x28, 0x29, 0x2c, 0x30, 0x39, 0x5b, 0x5d, 0x75, 0x7f, 0x80, 0xff] as [UInt8] {
        var changed = file
        changed[position] = value
        do throws(BoxFileError) {
          _ = try decode(changed)
        } catch {
          refused += 1
          #expect(!error.description.isEmpty)
        }
      }
    }
    #expect(refused > 0)
  }

  /// A file with a header of our choice and some zeros behind it.
  private func file(_ header: String, payload: Int = 64) -> [UInt8] {
    let text = Array(header.utf8)
    let length = [UInt8(text.count & 255), UInt8(text.count >> 8)]
    return [0x93] + Array("NUMPY".utf8) + [1, 0] + length + text + [UInt8](repeating: 0, count: payload)
  }

  private func fileWithFields(_ fields: String, shape: String = "(1,)") -> [UInt8] {
    file("{'descr': [\(fields)], 'fortran_order': False, 'shape': \(shape), }")
  }

  private let fields = "('t', '<i8'), ('x', '<f4'), ('y', '<f4'), ('w', '<f4'), ('h', '<f4'), ('class_id', '<u4')"

  @Test func headersOutOfTheOrdinaryAreRead() throws {
    #expect(try decode(fileWithFields(fields)).count == 1)
    #expect(try decode(fileWithFields(fields, shape: "[ 2L ]")).count == 2)
    let extra = fields + ",('', '|V3'), ('s', '|S2'), ('b', '|b1'), ('p', '<c8', (0,)),"
    #expect(try decode(fileWithFields(extra)).count == 1)
  }

  @Test func hostileHeadersAreRefusedByName() {
    let refusals: [([UInt8], BoxFileError)] = [
      ([], .notNumPy),
      (Array("not a NumPy file".utf8), .notNumPy),
      (Array("\u{93}NUMPY".utf8) + [1, 0, 0, 0], .notNumPy),
      ([0x93] + Array("NUMPY".utf8) + [4, 0, 0, 0], .version(major: 4, minor: 0)),
      ([0x93] + Array("NUMPY".utf8) + [2, 0, 255, 255, 255, 255], .headerLength(4_294_967_295, available: 0)),
      ([0x93] + Array("NUMPY".utf8) + [1, 0, 9, 0, 1], .headerLength(9, available: 1)),
      (file("[]"), .headerSyntax(offset: 10, expected: "a dictionary")),
      (file("{} x"), .headerSyntax(offset: 13, expected: "the end of the header")),
      (
        file("{'shape': (1,), 'descr': '<f4'}"),
        .headerKey("descr", expected: "a list of named fields, as NumPy writes it for records")
      ),
      (file("{'descr': []}"), .headerKey("shape", expected: "a tuple of numbers")),
      (fileWithFields(fields, shape: "('1',)"), .headerKey("shape", expected: "a tuple of numbers")),
      (fileWithFields(""), .headerKey("descr", expected: "at least one field")),
      (fileWithFields(fields, shape: "()"), .dimensions(0)),
      (fileWithFields(fields, shape: "(1, 2)"), .dimensions(2)),
      (fileWithFields(fields, shape: "(3,)"), .truncated(records: 3, recordBytes: 28, availableBytes: 64)),
      (
        fileWithFields(fields, shape: "(9223372036854775807,)"),
        .truncated(records: .max, recordBytes: 28, availableBytes: 64)
      ),
      (
        fileWithFields("('t', '<i8'), ('x', '<f4')"), .missingField("y", found: ["t", "x"])
      ),
      (fileWithFields(fields + ", ('x', '<f8')"), .duplicateField("x")),
      (fileWithFields("('t', '<O8')"), .fieldType(field: "t", type: "<O8")),
      (fileWithFields("('t', '')"), .fieldType(field: "t", type: "")),
      (fileWithFields("('t', '<i-8')"), .fieldType(field: "t", type: "<i-8")),
      (fileWithFields("('t', '<i99999999999')"), .fieldType(field: "t", type: "<i99999999999")),
      (fileWithFields("('z', '|V65536', (999,))"), .fieldType(field: "z", type: "|V65536")),
      (
        fileWithFields("('z', '|V8', (4611686018427387904,))"),
        .fieldType(field: "z", type: "an array of more than 2^63 bytes")
      ),
      (
        fileWithFields(fields.replacing("'t', '<i8'", with: "'t', '|S8'")), .fieldType(field: "t", type: "|S8")
      ),
      (
        fileWithFields(fields.replacing("'t', '<i8'", with: "'t', '<i3'")), .fieldType(field: "t", type: "<i3")
      ),
      (
        fileWithFields(fields.replacing("'x', '<f4'", with: "'x', '<f4', (2,)")), .fieldType(field: "x", type: "<f4")
      ),
    ]
    for (bytes, expected) in refusals {
      #expect(throws: expected) { try decode(bytes) }
      #expect(!expected.description.isEmpty)
    }
    let nested = file(String(repeating: "(", count: 60_000))
    #expect(throws: BoxFileError.headerSyntax(offset: 18, expected: "at most 8 levels of nesting")) {
      try decode(nested)
    }
    #expect(throws: BoxFileError.headerSyntax(offset: 39, expected: "a number of at most 63 bits")) {
      try decode(file("{'shape': (9223372036854775808,)}"))
    }
  }

  @Test func valuesOutOfRangeAreRefusedByFieldAndRecord() {
    let changes: [(offset: Int, bytes: [UInt8], BoxFileError)] = [
      (8 + 40, [0, 0, 0xc0, 0x7f], .value(field: "x", record: 1, value: "nan")),
      (20 + 40, [0, 0, 0x80, 0xff], .value(field: "h", record: 1, value: "-inf")),
    ]
    for (offset, bytes, error) in changes {
      var file = BoxFileGolden.current
      file.replaceSubrange((256 + offset)..<(256 + offset + bytes.count), with: bytes)
      #expect(throws: error) { try decode(file) }
    }
    var late = BoxFileGolden.gen1
    late[late.count - 66 + 7] = 0x80
    #expect(throws: BoxFileError.value(field: "ts", record: 0, value: "9223372036855275808")) {
      try decode(late)
    }
    let negativeClass = fileWithFields(fields.replacing("'class_id', '<u4'", with: "'class_id', '<i4'"))
    let negative = negativeClass.dropLast(64 - 24) + [0xff, 0xff, 0xff, 0xff]
    #expect(throws: BoxFileError.value(field: "class_id", record: 0, value: "-1")) {
      try decode(Array(negative))
    }
  }
}
