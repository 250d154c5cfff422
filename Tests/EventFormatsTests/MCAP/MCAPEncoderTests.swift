import EventFormats
import Events
import Testing

@Suite struct MCAPEncoderTests {
  /// Encodes events given in pieces, with triggers behind them.
  static func encode(
    _ events: [Event], _ triggers: [TriggerEvent] = [], options: MCAPEncodingOptions = MCAPEncodingOptions(),
    piece: Int = 1000
  ) throws(EventFormatError) -> [UInt8] {
    var encoder = MCAPEncoder(options: options)
    var bytes: [UInt8] = []
    for start in stride(from: 0, to: events.count, by: piece) {
      try encoder.encode(events[start..<min(start + piece, events.count)].span, into: &bytes)
    }
    if !triggers.isEmpty { try encoder.encode(triggers: triggers, into: &bytes) }
    try encoder.finish(into: &bytes)
    return bytes
  }

  @Test(arguments: MCAPCompression.allCases, [0, 1_600_000_000_000_000] as [Int64])
  func eventsComeBack(compression: MCAPCompression, start: Int64) throws {
    var events = ECFSamples.lines(60_000)
    for index in events.indices { events[index].time += start }
    let last = events[events.count - 1].time
    let triggers = [
      TriggerEvent(time: last, channel: 3, isRising: true),
      TriggerEvent(time: last + 40_000_000, channel: 0, isRising: false),
    ]
    let options = MCAPEncodingOptions(
      geometry: SensorGeometry(width: 1280, height: 720), topic: "/t", frameID: "left", compression: compression)
    let bytes = try Self.encode(events, triggers, options: options)
    let outcome = DecodingOutcome(MCAPDecoder(), of: bytes, capacity: 5000)
    #expect(outcome.error == nil && outcome.events == events && outcome.triggers == triggers)
    #expect(outcome.statistics.skipped == 0 && outcome.statistics.lostPackets == 0)
    #expect(outcome.statistics.checksumMismatches == 0)
    #expect(outcome.description?.geometry == SensorGeometry(width: 1280, height: 720))
    #expect(outcome.description?.metadata.map(\.value) == ["/t", "left"])
    let pieces = try Self.encode(events, triggers, options: options, piece: 7)
    #expect(pieces == bytes)
  }

  @Test func gapsOfManyWrapsComeBack() throws {
    let times: [Int64] = [5, 16_777_215, 16_777_216, 40_000_000, 40_000_001, 200_000_000, 1 << 34]
    let events = times.map { Event(time: $0, x: 1, y: 2, polarity: .on) }
    let outcome = DecodingOutcome(MCAPDecoder(), of: try Self.encode(events))
    #expect(outcome.events == events)
  }

  @Test func everyPacketCanBeDecodedByItself() throws {
    let events = ECFSamples.lines(20_000)
    let bytes = try Self.encode(events, options: MCAPEncodingOptions(compression: .none, packetMicroseconds: 50))
    let outcome = DecodingOutcome(MCAPDecoder(), of: bytes)
    #expect(outcome.events == events)
    // The same file without its second packet: what is left has the right times and rows.
    let records = Self.messages(of: bytes)
    #expect(records.count > 10)
    var cut = MCAP.magic + PacketRecording.channelRecords
    for (index, record) in records.enumerated() where index != 1 { cut += record }
    let rest = DecodingOutcome(MCAPDecoder(), of: cut)
    #expect(rest.statistics.lostPackets == 1)
    #expect(rest.statistics[.noTimeBase] == 0 && rest.statistics[.noAddress] == 0)
    let lost = events.count - rest.events.count
    let first = try #require(zip(events, rest.events).enumerated().first { $1.0 != $1.1 }?.offset)
    #expect(lost > 0)
    #expect(rest.events == Array(events[..<first] + events[(first + lost)...]))
  }

  @Test func anEmptyRecordingHasItsParts() throws {
    let bytes = try Self.encode([])
    #expect(bytes.starts(with: MCAP.magic) && bytes.suffix(8) == MCAP.magic[...])
    let outcome = DecodingOutcome(MCAPDecoder(), of: bytes)
    #expect(outcome.error?.code == .unsupported && outcome.events.isEmpty)
  }

  @Test func whatEVT3CannotHoldIsRefused() {
    for event in [
      Event(time: -1, x: 0, y: 0, polarity: .on), Event(time: 0, x: 2048, y: 0, polarity: .on),
      Event(time: .max, x: 0, y: 0, polarity: .on),
    ] {
      let error = #expect(throws: EventFormatError.self) { try Self.encode([event]) }
      #expect(error?.code == .notRepresentable)
    }
  }

  /// The message records of a recording whose chunks are not compressed.
  private static func messages(of bytes: [UInt8]) -> [[UInt8]] {
    var records: [[UInt8]] = []
    var offset = MCAP.magic.count
    while offset + MCAP.recordHeaderSize < bytes.count {
      let length = Int(bytes[(offset + 1)..<(offset + 9)].reversed().reduce(0) { $0 << 8 | UInt64($1) })
      switch bytes[offset] {
      case MCAP.Opcode.message: records.append(Array(bytes[offset..<(offset + 9 + length)]))
      case MCAP.Opcode.chunk:
        // Into the chunk: behind its own fields, whose compression is empty.
        offset += MCAP.recordHeaderSize + 40
        continue
      default: break
      }
      offset += MCAP.recordHeaderSize + length
    }
    return records
  }
}
