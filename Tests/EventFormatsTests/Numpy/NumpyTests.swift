import EventFormats
import Events
import Testing

@Suite struct NumpyTests {
  static func file(_ dictionary: String, version: UInt8 = 1, _ payload: [UInt8]) -> [UInt8] {
    let text = Array(dictionary.utf8) + [UInt8(ascii: "\n")]
    let size = version == 1 ? AEDAT4File.little(UInt16(text.count)) : AEDAT4File.little(UInt32(text.count))
    return [0x93] + Array("NUMPY".utf8) + [version, 0] + size + text + payload
  }

  static func dictionary(_ type: String, _ shape: String, fortran: String = "False") -> String {
    "{'descr': \(type), 'fortran_order': \(fortran), 'shape': \(shape), }"
  }

  static let rows: [[Int64]] = [[654, 7, 15, 1], [655, 345, 259, 0], [650, 0, 1, 1], [660, 65_535, 65_535, -1]]
  static let events = rows.map {
    Event(time: $0[0], x: UInt16($0[1]), y: UInt16($0[2]), polarity: $0[3] > 0 ? .on : .off)
  }

  @Test func readsRowsOfEveryNumberType() {
    for (type, make) in [
      ("<i8", { AEDAT4File.little($0) }), (">i8", { AEDAT4File.little($0.byteSwapped) }),
      ("<i4", { AEDAT4File.little(Int32($0)) }), (">i4", { AEDAT4File.little(Int32($0).byteSwapped) }),
    ] as [(String, (Int64) -> [UInt8])] {
      for version in [1, 2, 3] as [UInt8] {
        let rowFile = Self.file(
          Self.dictionary("'\(type)'", "(4, 4)"), version: version, Self.rows.flatMap { $0.flatMap { make($0) } })
        let columns = (0..<4).flatMap { column in Self.rows.flatMap { make($0[column]) } }
        let columnFile = Self.file(
          Self.dictionary("'\(type)'", "(4, 4)", fortran: "True"), version: version, columns)
        for bytes in [rowFile, columnFile] {
          let outcome = DecoderChecks.outcome(of: bytes, everyCut: true, by: NumpyDecoder())
          #expect(outcome.error == nil && outcome.events == Self.events, "\(type)")
          #expect(outcome.statistics.backwardSteps == 1 && outcome.statistics.skipped == 0)
        }
      }
    }
  }

  @Test func readsFloatingPointNumbersAsSeconds() {
    let rows: [[Double]] = [
      [0.000654, 7, 15, 1], [1.5, 3, 4, 0], [2.0000005, 3.5, 4, 0], [.nan, 1, 1, 1], [1e300, 1, 1, 1],
    ]
    for (type, payload) in [
      ("<f8", rows.flatMap { $0.flatMap { AEDAT4File.little($0.bitPattern) } }),
      (">f4", rows.flatMap { $0.flatMap { AEDAT4File.little(Float($0).bitPattern.byteSwapped) } }),
    ] {
      let outcome = DecoderChecks.outcome(
        of: Self.file(Self.dictionary("'\(type)'", "(5, 4)"), payload), everyCut: true, by: NumpyDecoder())
      #expect(
        outcome.events == [
          Event(time: 654, x: 7, y: 15, polarity: .on), Event(time: 1_500_000, x: 3, y: 4, polarity: .off),
        ])
      #expect(outcome.statistics[.malformed] == 3)
    }
    let options = NumpyOptions(timeUnit: .milliseconds)
    let bytes = Self.file(
      Self.dictionary("'<f8'", "(5, 4)"), rows.flatMap { $0.flatMap { AEDAT4File.little($0.bitPattern) } })
    #expect(DecodingOutcome(NumpyDecoder(options: options), of: bytes).events.map(\.time) == [1, 1500])
  }

  @Test func readsStructuredRecordsByName() {
    let expected = Array(Self.events.prefix(3))
    let rows = Self.rows.prefix(3)
    let little = { (number: any FixedWidthInteger & BitwiseCopyable) in AEDAT4File.little(number) }
    for (type, make) in [
      (
        "[('t', '<i8'), ('x', '<i2'), ('y', '<i2'), ('p', '|u1')]",
        { little($0[0]) + little(Int16($0[1])) + little(Int16($0[2])) + little(UInt8($0[3])) }
      ),
      (
        "[('x', '<u2'), ('y', '<u2'), ('p', '<i2'), ('', '|V2'), ('t', '<i8')]",
        { little(UInt16($0[1])) + little(UInt16($0[2])) + little(Int16($0[3])) + [9, 9] + little($0[0]) }
      ),
      (
        "[(('title', 'timestamp'), '>u8'), ('pad', '<f4', (2, 3)), ('polarity', '?b1'), ('y', 'u1', ), ('x', '|u1')]"
          .replacing("'?b1'", with: "'|b1'").replacing("'y', 'u1', ", with: "'y', '<u4'").replacing(
            "'x', '|u1'", with: "'x', '<u4'"),
        {
          little(UInt64($0[0]).byteSwapped) + [UInt8](repeating: 7, count: 24) + [UInt8($0[3])] + little(UInt32($0[2]))
            + little(UInt32($0[1]))
        }
      ),
      (
        "[('t', '<M8[us]'), ('other', [('a', '<i4'), ('b', '<U2')]), ('x', '<u2'), ('y', '<u2'), ('on', '|b1')]",
        {
          little($0[0]) + [UInt8](repeating: 7, count: 12) + little(UInt16($0[1])) + little(UInt16($0[2])) + [
            UInt8($0[3])
          ]
        }
      ),
    ] as [(String, ([Int64]) -> [UInt8])] {
      let bytes = Self.file(Self.dictionary(type, "(3,)"), rows.flatMap { make($0) })
      let outcome = DecoderChecks.outcome(of: bytes, everyCut: true, by: NumpyDecoder())
      #expect(outcome.error == nil && outcome.events == expected, "\(type) \(outcome.error?.message ?? "")")
    }
  }

  @Test func timesAreConvertedFromTheirUnit() {
    let rows: [[Int64]] = [[1499, 0, 0, 1], [1500, 0, 0, 1], [-1500, 0, 0, 1], [.max, 0, 0, 1]]
    let bytes = Self.file(Self.dictionary("'<i8'", "(4, 4)"), rows.flatMap { $0.flatMap { AEDAT4File.little($0) } })
    let nano = DecodingOutcome(NumpyDecoder(options: .init(timeUnit: .nanoseconds)), of: bytes)
    #expect(nano.events.map(\.time) == [1, 2, -2, 9_223_372_036_854_776])
    let seconds = DecodingOutcome(NumpyDecoder(options: .init(timeUnit: .seconds)), of: bytes)
    #expect(seconds.events.map(\.time) == [1_499_000_000, 1_500_000_000, -1_500_000_000])
    #expect(seconds.statistics[.malformed] == 1)
  }

  @Test func theColumnsMayHaveAnyOrder() {
    let rows: [[Int64]] = [[7, 15, 99, 654, 1], [70_000, 1, 1, 1, 1], [3, 4, 5, 6, 7]]
    let columns = EventColumn.list(parsing: "x,y,-,t,p")
    for fortran in [false, true] {
      let payload =
        fortran
        ? (0..<5).flatMap { column in rows.flatMap { AEDAT4File.little($0[column]) } }
        : rows.flatMap { $0.flatMap { AEDAT4File.little($0) } }
      let bytes = Self.file(Self.dictionary("'<i8'", "(3, 5)", fortran: fortran ? "True" : "False"), payload)
      let outcome = DecoderChecks.outcome(of: bytes, everyCut: true, by: NumpyDecoder(options: .init(columns: columns)))
      #expect(
        outcome.events == [Event(time: 654, x: 7, y: 15, polarity: .on), Event(time: 6, x: 3, y: 4, polarity: .on)])
      #expect(outcome.statistics[.outOfRange] == 1 && outcome.statistics.suspicious == 1)
    }
    // The last column may be one that does not matter, or the time.
    for text in ["p,y,x,t,-", "-,p,y,x,t"] {
      let order = EventColumn.list(parsing: text) ?? []
      let values: [EventColumn: Int64] = [.time: 5, .x: 6, .y: 7, .polarity: 1, .ignored: -9]
      let payload = order.flatMap { AEDAT4File.little(values[$0] ?? 0) }
      for fortran in ["True", "False"] {
        let bytes = Self.file(Self.dictionary("'<i8'", "(1, 5)", fortran: fortran), payload)
        let outcome = DecoderChecks.outcome(of: bytes, everyCut: true, by: NumpyDecoder(options: .init(columns: order)))
        #expect(outcome.error == nil && outcome.events == [Event(time: 5, x: 6, y: 7, polarity: .on)])
      }
    }
  }

  @Test func arraysThatBreakOffAreReadAsFarAsTheyGo() {
    let payload = Self.rows.flatMap { $0.flatMap { AEDAT4File.little($0) } }
    let whole = Self.file(Self.dictionary("'<i8'", "(4, 4)"), payload)
    for missing in [1, 31, 32, 33, 64] {
      let outcome = DecoderChecks.outcome(of: Array(whole.dropLast(missing)), by: NumpyDecoder())
      #expect(outcome.events == Array(Self.events.prefix((128 - missing) / 32)))
      #expect(outcome.statistics[.truncated] == 1 && outcome.statistics.skipped == 1)
    }
    let more = DecoderChecks.outcome(of: whole + [1, 2, 3], everyCut: true, by: NumpyDecoder())
    #expect(more.events == Self.events && more.statistics[.malformed] == 1)
    // Sizes that no file has are not believed.
    for fortran in ["True", "False"] {
      let huge = Self.file(Self.dictionary("'<i8'", "(9223372036854775807, 4)", fortran: fortran), payload)
      let outcome = DecoderChecks.outcome(of: huge, everyCut: true, by: NumpyDecoder())
      #expect(outcome.error == nil && outcome.statistics[.truncated] == 1)
    }
  }

  @Test func survivesDamage() {
    let payload = Self.rows.flatMap { $0.flatMap { AEDAT4File.little($0) } }
    for fortran in ["True", "False"] {
      let bytes = Self.file(Self.dictionary("'<i8'", "(4, 4)", fortran: fortran), payload)
      DecoderChecks.surviveDamage(of: bytes, seed: 13, rounds: 1000, by: NumpyDecoder())
    }
    let records = Self.file(
      Self.dictionary("[('t', '<i8'), ('x', '<u2'), ('y', '<u2'), ('p', '|u1')]", "(9,)"),
      [UInt8](repeating: 1, count: 117))
    DecoderChecks.surviveDamage(of: records, seed: 14, rounds: 1000, by: NumpyDecoder())
  }

  @Test func refusesWhatItCannotRead() {
    let sound = Self.dictionary("'<i8'", "(1, 4)")
    for (bytes, code, words) in [
      ([], .empty, "empty"), (Array([0x93, 0x4E]), .badHeader, "inside its header"),
      (Array("PK\u{3}\u{4}abcdef".utf8), .notThisFormat, "NUMPY"),
      (Self.file(sound, version: 4, []), .unsupported, "Version 4.0"),
      (Self.file(sound, version: 2, []).prefix(8) + [255, 255, 255, 255], .badHeader, "size"),
      (Self.file("{'descr': '<i8'", []), .badHeader, "no dictionary"), (Self.file("", []), .badHeader, "no dictionary"),
      (Self.file(Self.dictionary("'<i8'", "(4,)"), []), .unsupported, "shape (4)"),
      (Self.file(Self.dictionary("'<i8'", "(4, 3)"), []), .unsupported, "shape (4, 3)"),
      (Self.file(Self.dictionary("'<i8'", "()"), []), .unsupported, "no rows"),
      (Self.file(Self.dictionary("'<i8'", "(-1, 4)"), []), .unsupported, "no rows"),
      (Self.file(Self.dictionary("'|O'", "(1, 4)"), []), .unsupported, "|O"),
      (Self.file(Self.dictionary("[('t', '|O')]", "(1,)"), []), .unsupported, "|O"),
      (Self.file(Self.dictionary("[('t', '<i8'), ('x', '<u2'), ('p', '|u1')]", "(1,)"), []), .unsupported, "for y"),
      (Self.file(Self.dictionary("[('t', '<i8'), ('x', '<u2')]", "(1, 1)"), []), .unsupported, "2 axes"),
      (Self.file(Self.dictionary("[('a', '|V65536'), ('b', '|V1')]", "(1,)"), []), .unsupported, "more than"),
      (Self.file(Self.dictionary("[('a', '<i4', (65536, 65536))]", "(1,)"), []), .unsupported, "more than"),
      (Self.file(Self.dictionary("7", "(1,)"), []), .badHeader, "descr"),
      (
        Self.file(Self.dictionary("'<i8'", "(1, 4)"), [7, 70_000, 1, 1].flatMap { AEDAT4File.little(Int64($0)) }),
        .unsupported,
        "t 7, x 70000, y 1, p 1"
      ),
      (
        Self.file(Self.dictionary("'<i8'", "(1, 4)"), [7, 7, 1, 654_000].flatMap { AEDAT4File.little(Int64($0)) }),
        .unsupported,
        "first row"
      ),
    ] as [([UInt8], EventFormatError.Code, String)] {
      let outcome = DecoderChecks.outcome(of: bytes, everyCut: true, by: NumpyDecoder())
      #expect(
        outcome.error?.code == code && outcome.error?.message.contains(words) == true,
        "\(words): \(outcome.error?.message ?? "")")
    }
  }

  @Test func readsPythonLiterals() {
    for (text, value) in [
      ("1", .integer(1)), (" -12L ", .integer(-12)), ("'a\"b'", .string("a\"b")), ("\"\"", .string("")),
      ("()", .sequence([])),
      ("(1,)", .sequence([.integer(1)])), ("[True, False,None]", .sequence([.boolean(true), .boolean(false), .none])),
      (
        "{'a': {}, 'b': (1)}",
        .dictionary([
          .init(key: .string("a"), value: .dictionary([])), .init(key: .string("b"), value: .sequence([.integer(1)])),
        ])
      ),
      ("", nil), ("1 2", nil), ("(1 2)", nil), ("(1", nil), ("'a", nil), ("{1}", nil), ("-", nil),
      ("99999999999999999999", nil),
      ("'\\n'", nil), ("Maybe", nil), (String(repeating: "[", count: 1000), nil),
    ] as [(String, PythonLiteral?)] {
      #expect(PythonLiteral(parsing: Array(text.utf8)) == value, "\(text.prefix(30))")
    }
  }

  @Test(arguments: Numpy.Layout.allCases)
  func whatItWritesIsReadBack(layout: Numpy.Layout) throws {
    let geometry = SensorGeometry(width: 65_535, height: 65_535)
    let events = DecoderChecks.events(count: 3000, geometry: geometry, start: .max - 1_000_000, seed: 2, disorder: true)
    for count in [nil, 3000] {
      let bytes = try DecoderChecks.encode(
        events, pieceSize: 7, by: NumpyEncoder(options: .init(layout: layout, eventCount: count, geometry: geometry)))
      #expect(bytes.count == 192 + 3000 * (layout == .rows ? 32 : 13))
      let outcome = DecodingOutcome(NumpyDecoder(), of: bytes)
      #expect(outcome.error == nil && outcome.events == events && outcome.statistics.skipped == 0)
    }
    let empty = try DecoderChecks.encode([], by: NumpyEncoder(options: .init(layout: layout)))
    let outcome = DecodingOutcome(NumpyDecoder(), of: empty)
    #expect(outcome.error == nil && outcome.events.isEmpty && outcome.description != nil)
  }

  @Test func refusesToWriteAnotherNumberOfEvents() {
    let events = DecoderChecks.events(count: 3, geometry: SensorGeometry(width: 9, height: 9), seed: 3)
    for (count, words) in [(2, "one more"), (4, "there are 3")] {
      let error = #expect(throws: EventFormatError.self) {
        try DecoderChecks.encode(events, by: NumpyEncoder(options: .init(eventCount: count)))
      }
      #expect(error?.code == .notRepresentable && error?.message.contains(words) == true)
    }
    let outside = #expect(throws: EventFormatError.self) {
      try DecoderChecks.encode(events, by: NumpyEncoder(options: .init(geometry: SensorGeometry(width: 1, height: 1))))
    }
    #expect(outside?.message.contains("outside the sensor of 1x1") == true)
    let triggers = [TriggerEvent(time: 77, channel: 0, isRising: true)]
    let trigger = #expect(throws: EventFormatError.self) {
      try DecoderChecks.encode([], triggers: triggers, by: NumpyEncoder())
    }
    #expect(trigger?.message.contains("77") == true)
  }
}
