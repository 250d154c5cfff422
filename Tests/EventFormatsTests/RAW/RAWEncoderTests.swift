import EventFormats
import Events
import TestSupport
import Testing

@Suite struct RAWEncoderTests {
  static let hd = SensorGeometry(width: 1280, height: 720)

  /// Bursts along rows, with gaps, repetitions and disorder within the time base.
  static func events(count: Int, encoding: RAWEncoding, seed: UInt64, from start: Int64 = 0) -> [Event] {
    var random = SplitMix64(state: seed)
    var events: [Event] = []
    var time = start
    while events.count < count {
      switch random.next(below: 40) {
      case 0: time += Int64(random.next(below: 100_000))
      case 1: time += encoding.periodMicroseconds * Int64(random.next(below: 3)) + Int64(random.next(below: 5000))
      default: time += Int64(random.next(below: 20))
      }
      let base = time / encoding.baseMicroseconds * encoding.baseMicroseconds
      let disordered = random.next(below: 10) == 0 ? Int64.random(in: base...time, using: &random) : time
      let polarity: Polarity = random.next(below: 2) == 1 ? .on : .off
      let y = UInt16(random.next(below: 720))
      var x = random.next(below: 1280)
      for _ in 0...random.next(below: 12) {
        events.append(Event(time: disordered, x: UInt16(x), y: y, polarity: polarity))
        x += random.next(below: 5)
        if x >= 1280 { x -= random.next(below: 1280) }
        x = min(x, 1279)
      }
    }
    return events
  }

  @Test(arguments: RAWEncoding.allCases)
  func whatIsWrittenIsReadBack(encoding: RAWEncoding) throws {
    for seed in 0..<6 as Range<UInt64> {
      let events = Self.events(count: 3000, encoding: encoding, seed: seed, from: Int64(seed) * 7_777_777)
      for geometry in [Self.hd, nil] {
        let options = RAWEncodingOptions(geometry: geometry)
        let bytes = try encoding.encode(events, options: options)
        let outcome = DecodingOutcome(RAWDecoder(), of: bytes, capacity: 1000)
        #expect(outcome.error == nil && outcome.events == events)
        #expect(outcome.statistics.skipped == 0 && outcome.statistics.timeWraps > 1)
        #expect(outcome.description?.geometry == geometry)
        // However the events come in pieces, the bytes are the same.
        for cuts in [Array(0..<events.count), [1, 2, 1000, 1001]] {
          let pieces = try encoding.encode(events, cuts: cuts, options: options)
          #expect(pieces == bytes)
        }
      }
    }
  }

  @Test(
    .enabled(if: SharedRecordings.arePresent, "../shared/recordings is absent"),
    arguments: ["evt2-gen3-640x480.raw", "evt3-gen41-1280x720.raw", "evt3-triggers-1280x720.raw"])
  func realRecordingsKeepTheirDigest(name: String) throws {
    let expected = try SharedRecordings.expectation(name)
    let recording = DecodingOutcome(RAWDecoder(), of: try SharedRecordings.bytes(name), capacity: 16_384)
    for encoding in RAWEncoding.allCases {
      let bytes = try encoding.encode(
        recording.events, options: RAWEncodingOptions(geometry: recording.description?.geometry))
      let outcome = DecodingOutcome(RAWDecoder(), of: bytes, capacity: 16_384)
      var digest = CanonicalDigest()
      digest.add(outcome.events.span)
      #expect(digest.hexadecimal == expected.sha256Canonical)
      #expect(outcome.statistics.skipped == 0)
    }
  }

  @Test(arguments: RAWEncoding.allCases)
  func triggersStandBetweenTheEvents(encoding: RAWEncoding) throws {
    var batch = EventBatch(capacity: 64)
    for index in 0..<40 { batch.append(Event(time: Int64(index / 4 * 50), x: UInt16(index), y: 9, polarity: .on)) }
    batch.triggers = [
      TriggerEvent(time: 120, channel: 0, isRising: true), TriggerEvent(time: 150, channel: 15, isRising: false),
      TriggerEvent(time: 150, channel: 1, isRising: true), TriggerEvent(time: 9000, channel: 1, isRising: false),
    ]
    var encoder = encoding.encoder()
    var output: [UInt8] = []
    try encoder.encode(batch, into: &output)
    try encoder.finish(into: &output)
    let outcome = DecodingOutcome(RAWDecoder(), of: output)
    #expect(outcome.triggers == batch.triggers)
    let events = (0..<batch.count).map { batch.events[$0] }
    #expect(outcome.events == events && outcome.statistics.skipped == 0)
  }

  @Test(arguments: RAWEncoding.allCases)
  func whatDoesNotFitIsRefused(encoding: RAWEncoding) throws {
    let base = encoding.baseMicroseconds
    let good = Event(time: 10 * base + 5, x: 3, y: 4, polarity: .on)
    let limit = encoding.periodMicroseconds * 65_537
    let bad: [(Event, SensorGeometry?)] = [
      (Event(time: 10 * base + 6, x: 2048, y: 0, polarity: .on), nil),
      (Event(time: 10 * base + 6, x: 0, y: 2048, polarity: .on), nil),
      (Event(time: 10 * base + 6, x: 65_535, y: 65_535, polarity: .on), nil),
      (Event(time: 10 * base + 6, x: 1280, y: 0, polarity: .on), Self.hd),
      (Event(time: 10 * base + 6, x: 0, y: 720, polarity: .on), Self.hd),
      (Event(time: 10 * base - 1, x: 0, y: 0, polarity: .on), nil), (Event(time: -1, x: 0, y: 0, polarity: .on), nil),
      (Event(time: .min, x: 0, y: 0, polarity: .on), nil), (Event(time: limit, x: 0, y: 0, polarity: .on), nil),
      (Event(time: .max, x: 0, y: 0, polarity: .on), nil),
    ]
    for (event, geometry) in bad {
      var encoder = encoding.encoder(RAWEncodingOptions(geometry: geometry))
      var output: [UInt8] = []
      try encoder.encode([good].span, into: &output)
      let error = #expect(throws: EventFormatError.self) { try encoder.encode([event].span, into: &output) }
      #expect(error?.code == .notRepresentable && error?.offset == UInt64(output.count))
      // What came before is whole.
      try encoder.encode([good].span, into: &output)
      try encoder.finish(into: &output)
      #expect(DecodingOutcome(RAWDecoder(), of: output).events == [good, good])
    }
    for trigger in [
      TriggerEvent(time: 0, channel: encoding == .evt3 ? 16 : 32, isRising: true),
      TriggerEvent(time: -1, channel: 0, isRising: true),
    ] {
      var encoder = encoding.encoder()
      var output: [UInt8] = []
      let error = #expect(throws: EventFormatError.self) { try encoder.encode(triggers: [trigger], into: &output) }
      #expect(error?.code == .notRepresentable)
    }
  }

  @Test(arguments: RAWEncoding.allCases)
  func aTimeOffsetHoldsTimesOfAnySize(encoding: RAWEncoding) throws {
    let start: Int64 = 1_700_000_000_000_000
    let events = Self.events(count: 200, encoding: encoding, seed: 1, from: start)
    #expect(throws: EventFormatError.self) { try encoding.encode(events) }
    let bytes = try encoding.encode(events, options: RAWEncodingOptions(timeOffsetMicroseconds: start))
    #expect(DecodingOutcome(RAWDecoder(), of: bytes).events == events)
    let early = try encoding.encode(
      [Event(time: .min, x: 0, y: 0, polarity: .on)], options: RAWEncodingOptions(timeOffsetMicroseconds: .min))
    #expect(DecodingOutcome(RAWDecoder(), of: early).error?.code == .badHeader)
  }

  @Test func headerIsWhatOtherReadersNeed() throws {
    let metadata = [
      StreamDescription.Entry(key: "serial_number", value: "00000307"),
      .init(key: "Date", value: "2026-01-02 03:04:05"),
      .init(key: "evt", value: "9.9"), .init(key: "system_ID", value: "48"),
    ]
    let options = RAWEncodingOptions(geometry: Self.hd, metadata: metadata)
    let header = """
      % Date 2026-01-02 03:04:05
      % camera_integrator_name Prophesee
      % evt 3.0
      % format EVT3;height=720;width=1280
      % geometry 1280x720
      % plugin_integrator_name Prophesee
      % plugin_name hal_plugin_prophesee
      % serial_number 00000307
      % system_ID 48
      % end\n
      """
    let evt3 = try RAWEncoding.evt3.encode([], options: options)
    #expect(String(decoding: evt3, as: UTF8.self) == header)
    let evt21 = try RAWEncoding.evt21Legacy.encode([], options: RAWEncodingOptions(geometry: Self.hd))
    let text = String(decoding: evt21, as: UTF8.self)
    #expect(text.contains("% format EVT21;endianness=legacy;height=720;width=1280\n") && !text.contains("% evt"))
    let evt2 = try RAWEncoding.evt2.encode([])
    #expect(String(decoding: evt2, as: UTF8.self).contains("% evt 2.0\n% format EVT2\n% plugin"))
    let none = try RAWEncoding.evt3.encode([], options: RAWEncodingOptions(writesHeader: false))
    #expect(none.isEmpty)
  }

  @Test(arguments: [
    ("", "x"), ("a b", "x"), ("a", "x\ny"), ("a\u{7F}", "x"), ("a", String(repeating: "x", count: 1020)),
  ])
  func metadataThatWouldBreakTheHeaderAreRefused(key: String, value: String) {
    let options = RAWEncodingOptions(metadata: [.init(key: key, value: value)])
    let error = #expect(throws: EventFormatError.self) { try RAWEncoding.evt2.encode([], options: options) }
    #expect(error?.code == .notRepresentable)
  }
}
