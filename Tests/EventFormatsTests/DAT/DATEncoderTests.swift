import EventFormats
import Events
import Testing

@Suite struct DATEncoderTests {
  /// Encodes `events` in pieces of `pieceSize`.
  func encode(
    _ events: [Event], options: DATEncoder.Options = .init(), pieceSize: Int = 1000
  ) throws(EventFormatError) -> [UInt8] {
    var encoder = DATEncoder(options: options)
    var output: [UInt8] = []
    for start in stride(from: 0, to: events.count, by: pieceSize) {
      try encoder.encode(events.span.extracting(start..<min(start + pieceSize, events.count)), into: &output)
    }
    try encoder.finish(into: &output)
    return output
  }

  static func events(times: [Int64]) -> [Event] {
    times.enumerated().map {
      Event(time: $1, x: UInt16($0 % 304), y: UInt16($0 % 240), polarity: $0 % 2 == 0 ? .on : .off)
    }
  }

  @Test func writesTheHeaderOfTheFormat() throws {
    let geometry = SensorGeometry(width: 304, height: 240)
    let bytes = try encode([], options: .init(geometry: geometry, date: "2026-01-02 03:04:05"))
    let text =
      "% Data file containing CD events.\n% Version 2\n% Date 2026-01-02 03:04:05\n% Height 240\n% Width 304\n"
    #expect(bytes == Array(text.utf8) + [0x0C, 0x08])
    let bare = try encode([], options: .init(eventType: .event2D))
    #expect(bare == Array("% Data file containing CD events.\n% Version 2\n".utf8) + [0x00, 0x08])
  }

  @Test func writesRecordsOfTheFormat() throws {
    let header = try encode([]).count
    let bytes = try encode([Event(time: 0x0102_0304, x: 0x3FFF, y: 1, polarity: .on)])
    #expect(Array(bytes[header...]) == [0x04, 0x03, 0x02, 0x01, 0xFF, 0x7F, 0x00, 0x10])
  }

  @Test func whatItWritesIsReadBack() throws {
    let wrap: Int64 = 1 << 32
    let times = [
      0, 0, 5, 4, wrap / 2, wrap - 1, wrap, wrap + 7, wrap + 6, 2 * wrap - 20, 2 * wrap + 20, 2 * wrap + 20 + wrap / 2,
      2 * wrap + 20,
    ]
    let events = Self.events(times: times)
    for pieceSize in [1, 2, 5, 1000] {
      let bytes = try encode(events, options: .init(geometry: DATDecoderTests.gen1), pieceSize: pieceSize)
      let outcome = DecodingOutcome(DATDecoder(), of: bytes)
      #expect(outcome.error == nil && outcome.events == events)
      #expect(outcome.statistics.timeWraps == 2 && outcome.statistics.skipped == 0)
      #expect(outcome.description?.geometry == DATDecoderTests.gen1)
    }
  }

  @Test func bytesAreThoseThatWereRead() throws {
    let file = DATKernelTests.file(records: 2000, oddity: 1_000_000, seed: 3)
    let outcome = DecodingOutcome(DATDecoder(), of: file.bytes, capacity: 4096)
    let bytes = try encode(outcome.events, options: .init(geometry: DATDecoderTests.gen1))
    #expect(bytes == file.bytes)
  }

  @Test func refusesTimesThatWouldBeReadAsOthers() {
    let wrap: Int64 = 1 << 32
    for times in [
      [-1], [wrap], [Int64.min], [Int64.max], [5, -1], [5, wrap + 5], [wrap / 2 + 1, 0],
      [wrap - 1, wrap - 1 + wrap / 2],
      [wrap - 1, wrap, wrap - 1],
    ] {
      var encoder = DATEncoder()
      var output: [UInt8] = []
      let events = Self.events(times: times)
      let error = #expect(throws: EventFormatError.self, "\(times)") {
        try encoder.encode(events.span, into: &output)
      }
      #expect(error?.code == .notRepresentable)
      #expect(error?.message.contains("time \(times[times.count - 1]) ") == true)
      #expect(error?.offset == UInt64(output.count))
      // Those before the one refused are there.
      let outcome = DecodingOutcome(DATDecoder(), of: output)
      #expect(outcome.error == nil && outcome.events == events.dropLast())
    }
  }

  @Test func refusesPixelsThatDoNotFit() throws {
    for (x, y, geometry) in [
      (16384, 0, nil), (0, 16384, nil), (65535, 65535, nil), (304, 0, DATDecoderTests.gen1),
      (0, 240, DATDecoderTests.gen1),
    ] as [(UInt16, UInt16, SensorGeometry?)] {
      let error = #expect(throws: EventFormatError.self) {
        try encode([Event(time: 0, x: x, y: y, polarity: .on)], options: .init(geometry: geometry))
      }
      #expect(error?.code == .notRepresentable)
      #expect(error?.message.contains("x \(x), y \(y)") == true)
    }
    let corner = [Event(time: 0, x: 16383, y: 16383, polarity: .on)]
    let bytes = try encode(corner)
    #expect(DecodingOutcome(DATDecoder(), of: bytes).events == corner)
  }

  @Test func triggersHaveAFileOfTheirOwn() throws {
    let triggers = [
      TriggerEvent(time: 3, channel: 0, isRising: true), TriggerEvent(time: 1 << 31 | 1, channel: 1, isRising: false),
      TriggerEvent(time: 1 << 32, channel: 63, isRising: true),
      TriggerEvent(time: 3 << 31 | 1, channel: 6, isRising: true),
      TriggerEvent(time: 1 << 33, channel: 6, isRising: true),
    ]
    var encoder = DATEncoder(options: .init(eventType: .trigger))
    var output: [UInt8] = []
    try encoder.encode(triggers: triggers, into: &output)
    try encoder.encode([Event]().span, into: &output)
    let outcome = DecodingOutcome(DATDecoder(), of: output)
    #expect(outcome.error == nil && outcome.triggers == triggers && outcome.statistics.timeWraps == 2)

    let event = [Event(time: 1 << 33, x: 0, y: 0, polarity: .on)]
    let mixed = #expect(throws: EventFormatError.self) { try encoder.encode(event.span, into: &output) }
    #expect(mixed?.code == .notRepresentable)
    let wide = [TriggerEvent(time: 1 << 33, channel: 64, isRising: true)]
    let channel = #expect(throws: EventFormatError.self) { try encoder.encode(triggers: wide, into: &output) }
    #expect(channel?.message.contains("channel 64") == true)
    var events = DATEncoder()
    let edges = #expect(throws: EventFormatError.self) { try events.encode(triggers: triggers, into: &output) }
    #expect(edges?.code == .notRepresentable)
  }

  @Test(arguments: ["2026\n% Width 3", "é", String(repeating: "9", count: 100)])
  func refusesADateThatBreaksTheHeader(date: String) {
    let error = #expect(throws: EventFormatError.self) { try encode([], options: .init(date: date)) }
    #expect(error?.code == .notRepresentable)
  }
}
