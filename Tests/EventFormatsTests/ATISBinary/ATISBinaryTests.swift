import EventFormats
import Events
import Testing

@Suite struct ATISBinaryTests {
  /// Both polarities, the largest time, two overflows, a pixel outside 34x34 and a record that breaks off.
  static let bytes: [UInt8] = [
    7, 15, 0x80, 0x02, 0x8E, 33, 33, 0x00, 0x03, 0x00, 0, 240, 0xFF, 0xFF, 0xFF, 1, 2, 0x7F, 0xFF, 0xFF, 34, 0, 0, 0, 1,
    9, 240, 0, 0, 0, 255, 239, 0x80, 0, 0, 1, 2, 3,
  ]

  @Test func decodesRecordsAndOverflows() {
    let outcome = DecoderChecks.outcome(of: Self.bytes, everyCut: true, by: ATISBinaryDecoder())
    #expect(
      outcome.events == [
        Event(time: 654, x: 7, y: 15, polarity: .on), Event(time: 768, x: 33, y: 33, polarity: .off),
        Event(time: 8192 + 0x7F_FFFF, x: 1, y: 2, polarity: .off), Event(time: 8192 + 1, x: 34, y: 0, polarity: .off),
        Event(time: 16_384, x: 255, y: 239, polarity: .on),
      ])
    #expect(outcome.error == nil && outcome.statistics.timeWraps == 2 && outcome.statistics.backwardSteps == 1)
    #expect(outcome.statistics[.truncated] == 1 && outcome.statistics.firstOffset(of: .truncated) == 35)
    #expect(outcome.description?.geometry == nil)
  }

  @Test func pixelsOutsideAreSkippedWhereTheSizeIsGiven() {
    let geometry = SensorGeometry(width: 34, height: 34)
    let outcome = DecodingOutcome(ATISBinaryDecoder(geometry: geometry), of: Self.bytes)
    #expect(outcome.events.map(\.x) == [7, 33, 1] && outcome.statistics[.outOfRange] == 2)
    #expect(outcome.statistics.firstOffset(of: .outOfRange) == 20)
    #expect(outcome.description?.geometry == geometry)
  }

  @Test func anEmptyStreamIsAnError() {
    #expect(DecodingOutcome(ATISBinaryDecoder(), of: []).error?.code == .empty)
  }

  @Test func survivesDamage() { DecoderChecks.surviveDamage(of: Self.bytes, seed: 3, by: ATISBinaryDecoder()) }

  @Test func whatItWritesIsReadBack() throws {
    let geometry = SensorGeometry(width: 256, height: 240)
    var events = DecoderChecks.events(count: 2000, geometry: geometry, seed: 4, disorder: true)
    events.append(Event(time: 30_000_000, x: 3, y: 255, polarity: .on))
    events.append(Event(time: 30_000_000 - 8_000_000, x: 3, y: 241, polarity: .off))
    let bytes = try DecoderChecks.encode(events, by: ATISBinaryEncoder())
    let outcome = DecodingOutcome(ATISBinaryDecoder(), of: bytes)
    #expect(outcome.error == nil && outcome.events == events)
    #expect(outcome.statistics.timeWraps == UInt64((30_000_000 - 0x7F_FFFF + 8191) / 8192))
  }

  @Test(.enabled(if: SharedRecordings.arePresent, "../shared/recordings is absent"))
  func writesARealRecordingAsItWas() throws {
    let bytes = try SharedRecordings.bytes("nmnist.bin")
    let outcome = DecodingOutcome(ATISBinaryDecoder(), of: bytes, capacity: 5000)
    let written = try DecoderChecks.encode(outcome.events, by: ATISBinaryEncoder())
    #expect(written == bytes)
  }

  @Test func refusesWhatDoesNotFit() {
    let first = Event(time: 20_000_000, x: 0, y: 0, polarity: .on)
    for (event, words) in [
      (Event(time: 1, x: 0, y: 0, polarity: .on), "cannot hold time 1 "),
      (Event(time: .min, x: 0, y: 0, polarity: .on), "cannot hold time \(Int64.min)"),
      (Event(time: .max, x: 0, y: 0, polarity: .on), "time \(Int64.max)"),
      (Event(time: 20_000_001, x: 256, y: 0, polarity: .on), "x 256, y 0"),
      (Event(time: 20_000_001, x: 0, y: 256, polarity: .on), "x 0, y 256"),
      (Event(time: 20_000_001, x: 0, y: 240, polarity: .on), "x 0, y 240"),
    ] {
      var encoder = ATISBinaryEncoder()
      var output: [UInt8] = []
      let error = #expect(throws: EventFormatError.self) { try encoder.encode([first, event].span, into: &output) }
      #expect(error?.code == .notRepresentable && error?.message.contains(words) == true)
      #expect(error?.offset == UInt64(output.count))
      #expect(DecodingOutcome(ATISBinaryDecoder(), of: output).events == [first])
    }
    let geometry = SensorGeometry(width: 34, height: 34)
    let outside = [Event(time: 0, x: 34, y: 0, polarity: .on)]
    let error = #expect(throws: EventFormatError.self) {
      try DecoderChecks.encode(outside, by: ATISBinaryEncoder(geometry: geometry))
    }
    #expect(error?.message.contains("34x34") == true)
    let triggers = [TriggerEvent(time: 77, channel: 0, isRising: true)]
    let trigger = #expect(throws: EventFormatError.self) {
      try DecoderChecks.encode([], triggers: triggers, by: ATISBinaryEncoder())
    }
    #expect(trigger?.code == .notRepresentable)
  }
}
