import EventFormats
import Events
import Testing

@Suite struct EventStreamTests {
  static let geometry = SensorGeometry(width: 320, height: 240)

  static func header(kind: UInt8, version: [UInt8] = [2, 0, 0], width: Int = 320, height: Int = 240) -> [UInt8] {
    Array("Event Stream".utf8) + version + [
      kind, UInt8(width & 0xFF), UInt8(width >> 8), UInt8(height & 0xFF), UInt8(height >> 8),
    ]
  }

  /// Pauses, keep-alives, pixels in all corners and outside, and a last event that breaks off.
  static let dvs: [UInt8] =
    header(kind: 1) + [
      0x03, 0, 0, 0, 0, 0xFF, 0xFF, 0xFE, 0x04, 0x3F, 0x01, 0xEF, 0x00, 0xFD, 1, 0, 2, 0, 0x00, 0x40, 0x01, 0, 0,
      0xFF, 0xFE, 0x05, 0, 0, 0xF0, 0, 0x01, 5, 0, 6, 0, 0x01, 9, 0,
    ]
  static let dvsEvents = [
    Event(time: 1, x: 0, y: 239, polarity: .on), Event(time: 1 + 254 + 2, x: 319, y: 0, polarity: .off),
    Event(time: 257 + 126, x: 1, y: 237, polarity: .on), Event(time: 383 + 127 + 2, x: 5, y: 233, polarity: .on),
  ]

  @Test func decodesDVS() {
    let outcome = DecoderChecks.outcome(of: Self.dvs, everyCut: true, by: EventStreamDecoder())
    #expect(outcome.error == nil && outcome.events == Self.dvsEvents)
    #expect(outcome.statistics[.outOfRange] == 2 && outcome.statistics[.truncated] == 1)
    #expect(outcome.statistics.firstOffset(of: .outOfRange) == 38)
    #expect(outcome.statistics.firstOffset(of: .truncated) == UInt64(Self.dvs.count - 3))
    #expect(outcome.description?.geometry == Self.geometry && outcome.description?.geometryOrigin == .header)
  }

  @Test func decodesTheChangesOfATIS() {
    let bytes =
      Self.header(kind: 2) + [
        0b0000_0100, 1, 0, 239, 0, 0xFC, 0xFD, 0xFE, 0xFF, 0b0000_1010, 2, 0, 238, 0, 0b0000_0001, 3, 0, 0, 0,
        0b1111_1011,
        4, 0, 0, 0, 0b1111_1000, 5, 0, 0, 0,
      ]
    let outcome = DecoderChecks.outcome(of: bytes, everyCut: true, by: EventStreamDecoder())
    #expect(
      outcome.events == [
        Event(time: 1, x: 1, y: 0, polarity: .off), Event(time: 1 + 63 * 6 + 2, x: 2, y: 1, polarity: .on),
        Event(time: 381 + 62 + 62, x: 5, y: 239, polarity: .off),
      ])
    #expect(outcome.statistics[.notEvents] == 2 && outcome.error == nil)
  }

  @Test func theRowsOfTopDownFilesAreNotTurned() {
    let options = EventStreamOptions(origin: .topLeft)
    let outcome = DecodingOutcome(EventStreamDecoder(options: options), of: Self.dvs)
    #expect(
      outcome.events
        == Self.dvsEvents.map { Event(time: $0.time, x: $0.x, y: 239 - $0.y, polarity: $0.polarity) })
  }

  @Test func theGivenGeometryIsASmallerSensor() {
    let small = SensorGeometry(width: 2, height: 239)
    let outcome = DecodingOutcome(EventStreamDecoder(geometry: small), of: Self.dvs)
    #expect(outcome.events == [Self.dvsEvents[2]])
    #expect(outcome.statistics[.outOfRange] == 5 && outcome.description?.geometryOrigin == .option)
  }

  @Test func survivesDamage() {
    DecoderChecks.surviveDamage(of: Self.dvs + Self.dvs, seed: 1, by: EventStreamDecoder())
  }

  @Test func refusesWhatItCannotRead() {
    for (bytes, code) in [
      ([], .empty), (Array("Event".utf8), .badHeader), (Array("Event Streak, of the same size".utf8), .notThisFormat),
      (Self.header(kind: 1, version: [1, 0, 0]), .unsupported), (Self.header(kind: 0), .unsupported),
      (Self.header(kind: 4), .unsupported), (Self.header(kind: 3), .unsupported),
      (Self.header(kind: 1, width: 0), .badHeader), (Self.header(kind: 2, height: 0), .badHeader),
      (Array(Self.header(kind: 1).dropLast()), .badHeader),
    ] as [([UInt8], EventFormatError.Code)] {
      let outcome = DecoderChecks.outcome(of: bytes, everyCut: true, by: EventStreamDecoder())
      #expect(outcome.error?.code == code && outcome.events.isEmpty)
    }
  }

  @Test func writesTheBytesOfTheFormat() throws {
    let bytes = try DecoderChecks.encode(Self.dvsEvents, by: EventStreamEncoder(geometry: Self.geometry))
    let expected: [UInt8] =
      Self.header(kind: 1) + [
        0x03, 0, 0, 0, 0, 0xFF, 0xFF, 0x04, 0x3F, 0x01, 0xEF, 0x00, 0xFD, 1, 0, 2, 0, 0xFF, 0x05, 5, 0, 6, 0,
      ]
    #expect(bytes == expected)
  }

  @Test func whatItWritesIsReadBack() throws {
    let events = DecoderChecks.events(count: 3000, geometry: Self.geometry, seed: 2)
    for pieceSize in [1, 7, 5000] {
      let bytes = try DecoderChecks.encode(
        events, pieceSize: pieceSize, by: EventStreamEncoder(geometry: Self.geometry))
      let outcome = DecodingOutcome(EventStreamDecoder(), of: bytes)
      #expect(outcome.error == nil && outcome.events == events && outcome.statistics.skipped == 0)
    }
  }

  @Test func refusesWhatDoesNotFit() {
    let first = Event(time: 5, x: 0, y: 0, polarity: .on)
    for (event, words) in [
      (Event(time: 4, x: 0, y: 0, polarity: .on), "time 4 after time 5"),
      (Event(time: .min, x: 0, y: 0, polarity: .on), "cannot go back"),
      (Event(time: .max, x: 0, y: 0, polarity: .on), "time \(Int64.max)"),
      (Event(time: 6 + EventStreamEncoder.longestPauseMicroseconds, x: 0, y: 0, polarity: .on), "Shift"),
      (Event(time: 9, x: 320, y: 0, polarity: .on), "x 320, y 0"),
      (Event(time: 9, x: 0, y: 240, polarity: .on), "x 0, y 240"),
    ] {
      var encoder = EventStreamEncoder(geometry: Self.geometry)
      var output: [UInt8] = []
      let error = #expect(throws: EventFormatError.self) { try encoder.encode([first, event].span, into: &output) }
      #expect(error?.code == .notRepresentable && error?.message.contains(words) == true)
      #expect(error?.offset == UInt64(output.count))
      #expect(DecodingOutcome(EventStreamDecoder(), of: output).events == [first])
    }
    var encoder = EventStreamEncoder(geometry: Self.geometry)
    var output: [UInt8] = []
    let triggers = [TriggerEvent(time: 77, channel: 0, isRising: true)]
    let error = #expect(throws: EventFormatError.self) { try encoder.encode(triggers: triggers, into: &output) }
    #expect(error?.code == .notRepresentable && error?.message.contains("77") == true)
  }
}
