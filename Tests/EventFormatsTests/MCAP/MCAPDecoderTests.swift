import EventFormats
import Events
import TestSupport
import Testing

@Suite struct MCAPDecoderTests {
  typealias Message = PacketRecording.Message

  /// Packets of EVT3 words, each of which can be decoded by itself, with their events; or of words without any state.
  static func sample(
    _ packets: Int, events: Int = 30, channel: UInt16 = 1, isStateless: Bool = false
  ) throws -> (messages: [Message], events: [Event]) {
    var encoder = EVT3Encoder(options: RAWEncodingOptions(writesHeader: false))
    var random = SplitMix64(state: 7)
    var all: [Event] = []
    var messages: [Message] = []
    var time: Int64 = 100
    for packet in 0..<packets {
      let part = (0..<events).map { _ -> Event in
        time += Int64(random.next(below: 50))
        return Event(
          time: time, x: UInt16(random.next(below: 640)), y: UInt16(random.next(below: 480)),
          polarity: random.next(below: 2) == 0 ? .off : .on)
      }
      var words: [UInt8] = []
      try encoder.encode(part.span, into: &words)
      encoder.endPacket(into: &words)
      let quads = part.map { event -> UInt64 in
        UInt64(event.time) * 1000 | UInt64(event.x) << 32 | UInt64(event.y) << 48
          | UInt64(event.polarity.rawValue) << 63
      }
      messages.append(
        isStateless
          ? Message(.mono, quads: quads, sequence: UInt64(packet))
          : Message(.evt3, words, sequence: UInt64(packet), channel: channel))
      all += part
    }
    return (messages, all)
  }

  @Test(arguments: MCAPCompression.allCases) func chunksOfEveryCompressionAreRead(compression: MCAPCompression) throws {
    let (messages, events) = try Self.sample(20, events: 500)
    let first = try PacketRecording.chunk(
      PacketRecording.channelRecords + messages[..<10].flatMap(PacketRecording.record), compression)
    let second = try PacketRecording.chunk(
      messages[10...].flatMap(PacketRecording.record), compression, checksum: 0)
    let outcome = DecodingOutcome(MCAPDecoder(), of: PacketRecording.mcap(first, second), capacity: 100)
    #expect(outcome.error == nil && outcome.events == events)
    #expect(outcome.statistics.skipped == 0 && outcome.statistics.checksumMismatches == 0)
  }

  @Test(arguments: MCAPCompression.allCases) func everyCutGivesTheSame(compression: MCAPCompression) throws {
    let (messages, _) = try Self.sample(4)
    let chunk = try PacketRecording.chunk(
      PacketRecording.channelRecords + messages.flatMap(PacketRecording.record), compression)
    let bytes = PacketRecording.mcap(chunk, PacketRecording.record(messages[0]))
    let whole = DecodingOutcome(MCAPDecoder(), of: bytes)
    #expect(whole.events.count == 150 && whole.error == nil)
    for cut in 0...bytes.count {
      #expect(DecodingOutcome(MCAPDecoder(), of: bytes, cuts: [cut]) == whole)
    }
    for step in [1, 2, 3, 7] {
      #expect(DecodingOutcome(MCAPDecoder(), of: bytes, cuts: stride(from: step, to: bytes.count, by: step)) == whole)
    }
  }

  @Test(arguments: MCAPCompression.allCases) func everyTruncationGivesAPrefix(compression: MCAPCompression) throws {
    let (messages, events) = try Self.sample(6)
    let chunks = try messages.map {
      try PacketRecording.chunk(PacketRecording.channelRecords + PacketRecording.record($0), compression)
    }
    let bytes = PacketRecording.mcap(chunks.flatMap { $0 })
    var longest = 0
    for length in 0..<bytes.count {
      let outcome = DecodingOutcome(MCAPDecoder(), of: Array(bytes[..<length]))
      #expect(outcome.events == Array(events.prefix(outcome.events.count)))
      #expect(outcome.events.count >= longest)
      longest = outcome.events.count
      if outcome.error == nil {
        let isComplete = length >= bytes.count - 8 - 29 - 13 + 9
        #expect(outcome.statistics[.truncated] == (isComplete ? 0 : 1), "\(length) of \(bytes.count)")
      } else {
        #expect(outcome.events.isEmpty)
      }
    }
    #expect(longest == events.count)
  }

  @Test func checksumsThatDoNotMatchAreCounted() throws {
    let (messages, events) = try Self.sample(2)
    let chunk = try PacketRecording.chunk(
      PacketRecording.channelRecords + messages.flatMap(PacketRecording.record), .none, checksum: 1)
    let outcome = DecodingOutcome(MCAPDecoder(), of: PacketRecording.mcap(chunk))
    #expect(outcome.events == events && outcome.statistics.checksumMismatches == 1)
  }

  @Test(arguments: MCAPCompression.allCases) func whatFollowsADamagedChunkIsRead(compression: MCAPCompression) throws {
    let (messages, events) = try Self.sample(3, isStateless: true)
    let chunks = try messages.map {
      try PacketRecording.chunk(PacketRecording.channelRecords + PacketRecording.record($0), compression)
    }
    var outcomes = 0
    for bit in 0..<(chunks[1].count * 8) {
      var damaged = chunks[1]
      damaged[bit / 8] ^= 1 << (bit % 8)
      let outcome = DecodingOutcome(MCAPDecoder(), of: PacketRecording.mcap(chunks[0], damaged, chunks[2]))
      #expect(outcome.events.starts(with: events[..<30]))
      // Lengths of records and the name of the record are what finding the next one needs.
      if bit / 8 >= 9 {
        #expect(outcome.events.suffix(30) == events[60...], "bit \(bit)")
        outcomes += outcome.events == events ? 1 : 0
      }
    }
    #expect(outcomes > 0)
  }

  @Test func chunksThatLieAboutTheirSizeAreLeft() throws {
    let (messages, events) = try Self.sample(2)
    let records = PacketRecording.channelRecords + messages.flatMap(PacketRecording.record)
    for compression in MCAPCompression.allCases {
      for size in [UInt64(records.count - 1), UInt64(records.count + 1), 0, .max] {
        let chunk = try PacketRecording.chunk(records, compression, size: size)
        let outcome = DecodingOutcome(
          MCAPDecoder(),
          of: PacketRecording.mcap(chunk, PacketRecording.channelRecords, PacketRecording.record(messages[1])))
        #expect(outcome.statistics[.malformed] == 1)
        #expect(outcome.events.suffix(30) == events[30...])
      }
    }
    // A bomb: a chunk of few bytes that would fill the memory.
    let bomb = try PacketRecording.chunk([UInt8](repeating: 0, count: 50_000_000), .zstd, size: 1000)
    #expect(bomb.count < 50_000)
    let outcome = DecodingOutcome(
      MCAPDecoder(), of: PacketRecording.mcap(bomb, PacketRecording.channelRecords, PacketRecording.record(messages[0]))
    )
    #expect(outcome.statistics[.malformed] == 1 && outcome.events == Array(events[..<30]))
  }

  @Test func topicsAreChosen() throws {
    let (first, firstEvents) = try Self.sample(3)
    let (second, secondEvents) = try Self.sample(2, events: 10, channel: 2)
    let inertial = Message(.evt3, [1, 2, 3], channel: 3)
    let stray = Message(.evt3, [1, 2, 3], channel: 9)
    let bytes = PacketRecording.mcap([first[0], inertial, second[0], first[1], second[1], stray, first[2]])
    let chosen = DecodingOutcome(MCAPDecoder(), of: bytes)
    #expect(chosen.events == firstEvents)
    #expect(chosen.statistics[.otherTopic] == 2)
    #expect(chosen.statistics[.notEvents] == 1)
    #expect(chosen.statistics[.malformed] == 1)
    let asked = DecodingOutcome(MCAPDecoder(topic: "/b/events"), of: bytes)
    #expect(asked.events == secondEvents && asked.statistics[.otherTopic] == 3)
    #expect(asked.description?.metadata.first?.value == "/b/events")
    for topic in ["/c", "/imu"] {
      let missing = DecodingOutcome(MCAPDecoder(topic: topic), of: bytes)
      #expect(missing.error?.code == .unsupported)
      #expect(missing.error?.message.contains("/a/events, /b/events") == true)
    }
    let none = DecodingOutcome(MCAPDecoder(), of: PacketRecording.mcap([inertial]))
    #expect(none.error?.code == .unsupported)
  }

  @Test func otherStreamsAreRefused() {
    let empty = DecodingOutcome(MCAPDecoder(), of: [])
    #expect(empty.error?.code == .empty)
    let short = DecodingOutcome(MCAPDecoder(), of: [0x89, 0x4D])
    #expect(short.error?.code == .notThisFormat)
    let other = DecodingOutcome(MCAPDecoder(), of: [UInt8](repeating: 7, count: 100))
    #expect(other.error?.code == .notThisFormat)
  }

  @Test func recordsTooLongToBeMeantArePassedOver() throws {
    let (messages, events) = try Self.sample(1)
    var huge: [UInt8] = [MCAP.Opcode.message]
    huge.append(littleEndian: UInt64(1) << 62)
    let bytes = PacketRecording.mcap(PacketRecording.channelRecords, PacketRecording.record(messages[0]), huge)
    let outcome = DecodingOutcome(MCAPDecoder(), of: bytes)
    #expect(outcome.events == events)
    #expect(outcome.statistics[.malformed] == 1 && outcome.statistics[.truncated] == 1)
  }

  @Test func damageAnywhereEndsWell() throws {
    let (messages, _) = try Self.sample(8)
    let chunk = try PacketRecording.chunk(
      PacketRecording.channelRecords + messages[..<4].flatMap(PacketRecording.record), .lz4)
    let whole = PacketRecording.mcap(chunk, messages[4...].flatMap(PacketRecording.record))
    var random = SplitMix64(state: 11)
    for _ in 0..<3000 {
      var bytes = whole
      for _ in 0...random.next(below: 3) {
        let position = Int(random.next(below: UInt32(bytes.count)))
        if random.next(below: 2) == 0 {
          bytes[position] ^= 1 << UInt8(random.next(below: 8))
        } else {
          let source = Int(random.next(below: UInt32(bytes.count)))
          let length = min(Int(random.next(below: 40)), bytes.count - max(source, position))
          bytes.replaceSubrange(position..<(position + length), with: bytes[source..<(source + length)])
        }
      }
      let outcome = DecodingOutcome(MCAPDecoder(), of: bytes)
      #expect(outcome.events.allSatisfy { $0.x < 2048 && $0.y < 2048 })
    }
  }
}
