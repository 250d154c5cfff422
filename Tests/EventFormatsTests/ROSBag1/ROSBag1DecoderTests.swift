import EventFormats
import Events
import Testing

@Suite struct ROSBag1DecoderTests {
  typealias Message = PacketRecording.Message

  @Test(arguments: ROSBag1File.Compression.allCases) func chunksOfEveryCompressionAreRead(
    compression: ROSBag1File.Compression
  ) throws {
    let (messages, events) = try MCAPDecoderTests.sample(20, events: 500)
    let first = try ROSBag1File.chunk(
      ROSBag1File.connections + messages[..<10].flatMap(ROSBag1File.record), compression)
    let second = try ROSBag1File.chunk(messages[10...].flatMap(ROSBag1File.record), compression)
    let outcome = DecodingOutcome(ROSBag1Decoder(), of: ROSBag1File.bag(first, second), capacity: 100)
    #expect(outcome.error == nil && outcome.events == events)
    #expect(outcome.statistics.skipped == 0)
    #expect(outcome.description?.format == .rosbag1 && outcome.description?.variant == "evt3")
    #expect(outcome.description?.metadata.map(\.value) == ["/a/events", "cam"])
  }

  @Test(arguments: ROSBag1File.Compression.allCases) func everyCutGivesTheSame(
    compression: ROSBag1File.Compression
  ) throws {
    let (messages, _) = try MCAPDecoderTests.sample(4)
    let chunk = try ROSBag1File.chunk(ROSBag1File.connections + messages.flatMap(ROSBag1File.record), compression)
    let bytes = ROSBag1File.bag(chunk, ROSBag1File.record(messages[0]))
    let whole = DecodingOutcome(ROSBag1Decoder(), of: bytes)
    #expect(whole.events.count == 150 && whole.error == nil)
    for cut in 0...bytes.count {
      #expect(DecodingOutcome(ROSBag1Decoder(), of: bytes, cuts: [cut]) == whole)
    }
    for step in [1, 2, 3, 7] {
      let cuts = stride(from: step, to: bytes.count, by: step)
      #expect(DecodingOutcome(ROSBag1Decoder(), of: bytes, cuts: cuts) == whole)
    }
  }

  @Test(arguments: ROSBag1File.Compression.allCases) func everyTruncationGivesAPrefix(
    compression: ROSBag1File.Compression
  ) throws {
    let (messages, events) = try MCAPDecoderTests.sample(6)
    let chunks = try messages.map {
      try ROSBag1File.chunk(ROSBag1File.connections + ROSBag1File.record($0), compression)
    }
    let bytes = ROSBag1File.bag(chunks.flatMap { $0 })
    var longest = 0
    for length in 0..<bytes.count {
      let outcome = DecodingOutcome(ROSBag1Decoder(), of: Array(bytes[..<length]))
      #expect(outcome.events == Array(events.prefix(outcome.events.count)))
      #expect(outcome.events.count >= longest)
      longest = outcome.events.count
      #expect(outcome.error != nil || outcome.statistics[.truncated] == 1, "\(length) of \(bytes.count)")
    }
    #expect(longest == events.count)
  }

  @Test(arguments: ROSBag1File.Compression.allCases) func damageEndsWell(compression: ROSBag1File.Compression) throws {
    let (messages, events) = try MCAPDecoderTests.sample(3, isStateless: true)
    let chunks = try messages.map {
      try ROSBag1File.chunk(ROSBag1File.connections + ROSBag1File.record($0), compression)
    }
    // From the chunk's length on: what stands before says where the next record is.
    let start = 4 + Int(chunks[1][0]) + 4
    for bit in 0..<(chunks[1].count * 8) {
      var damaged = chunks[1]
      damaged[bit / 8] ^= 1 << (bit % 8)
      let outcome = DecodingOutcome(ROSBag1Decoder(), of: ROSBag1File.bag(chunks[0], damaged, chunks[2]))
      #expect(outcome.events.starts(with: events[..<30]))
      if bit / 8 >= start { #expect(outcome.events.suffix(30) == events[60...], "bit \(bit)") }
    }
  }

  @Test func topicsAreChosenAndOthersCounted() throws {
    let (first, firstEvents) = try MCAPDecoderTests.sample(3)
    let (second, secondEvents) = try MCAPDecoderTests.sample(2, events: 10, channel: 2)
    let inertial = Message(.evt3, [1, 2, 3], channel: 3)
    let all = [first[0], inertial, second[0], first[1], second[1], first[2]]
    let bytes = ROSBag1File.bag(ROSBag1File.connections, all.flatMap(ROSBag1File.record))
    let chosen = DecodingOutcome(ROSBag1Decoder(), of: bytes)
    #expect(chosen.events == firstEvents)
    #expect(chosen.statistics[.otherTopic] == 2 && chosen.statistics[.notEvents] == 1)
    let asked = DecodingOutcome(ROSBag1Decoder(topic: "/b/events"), of: bytes)
    #expect(asked.events == secondEvents)
    #expect(DecodingOutcome(ROSBag1Decoder(topic: "/c"), of: bytes).error?.code == .unsupported)
  }

  @Test func compressionsThatNobodyKnowsArePassedOver() throws {
    let (messages, events) = try MCAPDecoderTests.sample(1)
    let strange = ROSBag1File.record(
      [("op", [5]), ("compression", Array("xz".utf8)), ("size", ROSBag1File.number(4))], [1, 2, 3])
    let unsized = ROSBag1File.record([("op", [5]), ("compression", Array("none".utf8))], [1, 2, 3])
    let bytes = ROSBag1File.bag(strange, unsized, ROSBag1File.connections, ROSBag1File.record(messages[0]))
    let outcome = DecodingOutcome(ROSBag1Decoder(), of: bytes)
    #expect(outcome.events == events)
    #expect(outcome.statistics[.unknownType] == 1 && outcome.statistics[.malformed] == 1)
  }

  @Test func otherStreamsAreRefused() {
    #expect(DecodingOutcome(ROSBag1Decoder(), of: []).error?.code == .empty)
    #expect(DecodingOutcome(ROSBag1Decoder(), of: Array("#ROSBAG".utf8)).error?.code == .notThisFormat)
    #expect(DecodingOutcome(ROSBag1Decoder(), of: Array("#ROSBAG V1.2\nabc".utf8)).error?.code == .notThisFormat)
  }
}
