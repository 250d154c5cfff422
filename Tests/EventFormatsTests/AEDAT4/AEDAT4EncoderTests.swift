import EventFormats
import Events
import Testing

@Suite struct AEDAT4EncoderTests {
  static let geometry = SensorGeometry(width: 640, height: 480)

  @Test(arguments: AEDAT4.Compression.allCases)
  func whatItWritesIsReadBack(compression: AEDAT4.Compression) throws {
    let events = DecoderChecks.events(
      count: 20_000, geometry: Self.geometry, start: 1_700_000_000_000_000, seed: 1, disorder: true)
    let triggers = (0..<10_000).map { TriggerEvent(time: Int64($0) * 7 - 20, channel: 0, isRising: $0 % 2 == 0) }
    for (pieceSize, hasTable) in [(1000, false), (8192, true), (20_000, true)] {
      let encoder = AEDAT4Encoder(
        options: .init(compression: compression, geometry: Self.geometry, source: "a <b> & c", writesTable: hasTable))
      let bytes = try DecoderChecks.encode(events, triggers: triggers, pieceSize: pieceSize, by: encoder)
      for capacity in [64, 30_000] {
        let outcome = DecodingOutcome(AEDAT4Decoder(), of: bytes, cuts: [4000, 4001], capacity: capacity)
        #expect(outcome.error == nil && outcome.statistics.skipped == 0)
        #expect(outcome.events == events && outcome.triggers == triggers)
        #expect(outcome.description?.geometry == Self.geometry && outcome.description?.variant == "\(compression)")
        #expect(outcome.description?.metadata.first?.value == "EVTS, events, a <b> & c, 640x480")
      }
    }
  }

  @Test func writesTheBytesOfTheFormat() throws {
    let events = [Event(time: 0x0102_0304_0506_0708, x: 0x7FFF, y: 1, polarity: .on)]
    let bytes = try DecoderChecks.encode(events, by: AEDAT4Encoder(options: .init(compression: .none)))
    let packet = AEDAT4File.packetBytes(
      .init(stream: 0, content: AEDAT4File.structs(AEDAT4File.records(events))), compression: 0)
    #expect(bytes.starts(with: Array("#!AER-DAT4.0\r\n".utf8)))
    #expect(Array(bytes.suffix(packet.count)) == packet)
  }

  @Test func anEmptyRecordingHasAHeader() throws {
    let bytes = try DecoderChecks.encode([], by: AEDAT4Encoder(options: .init(geometry: Self.geometry)))
    let outcome = DecodingOutcome(AEDAT4Decoder(), of: bytes)
    #expect(outcome.error == nil && outcome.events.isEmpty && outcome.description?.geometry == Self.geometry)
    #expect(outcome.statistics == DecodingStatistics())
  }

  @Test func refusesWhatDoesNotFit() throws {
    for (x, y, geometry) in [
      (32_768, 0, nil), (0, 32_768, nil), (640, 0, Self.geometry), (0, 480, Self.geometry),
    ] as [(UInt16, UInt16, SensorGeometry?)] {
      let events = [Event(time: 0, x: 0, y: 0, polarity: .off), Event(time: 1, x: x, y: y, polarity: .on)]
      var encoder = AEDAT4Encoder(options: .init(geometry: geometry))
      var output: [UInt8] = []
      let error = #expect(throws: EventFormatError.self) { try encoder.encode(events.span, into: &output) }
      #expect(error?.code == .notRepresentable && error?.message.contains("x \(x), y \(y)") == true)
      try encoder.finish(into: &output)
      #expect(DecodingOutcome(AEDAT4Decoder(), of: output).events == [events[0]])
    }
    let triggers = [
      TriggerEvent(time: 1, channel: 0, isRising: true), TriggerEvent(time: 2, channel: 3, isRising: true),
    ]
    var encoder = AEDAT4Encoder()
    var output: [UInt8] = []
    let error = #expect(throws: EventFormatError.self) { try encoder.encode(triggers: triggers, into: &output) }
    #expect(error?.code == .notRepresentable && error?.message.contains("channel 3") == true)
    #expect(DecodingOutcome(AEDAT4Decoder(), of: output).triggers == [triggers[0]])
  }
}
