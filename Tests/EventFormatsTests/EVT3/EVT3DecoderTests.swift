import EventFormats
import Events
import TestSupport
import Testing

@Suite struct EVT3DecoderTests {
  static let hd = SensorGeometry(width: 1280, height: 720)

  static func decoder(
    _ acceleration: DecodingAcceleration = .best, geometry: SensorGeometry? = hd, origin: RAWTimeOrigin = .sensor
  ) -> EVT3Decoder {
    var decoder = EVT3Decoder(
      description: StreamDescription(format: .evt3, geometry: geometry), timeOrigin: origin)
    decoder.acceleration = acceleration
    return decoder
  }

  static func outcome(_ words: [UInt16], geometry: SensorGeometry? = hd) -> DecodingOutcome {
    DecodingOutcome(decoder(geometry: geometry), of: EVT2DecoderTests.bytes(words))
  }

  @Test(arguments: [1, 4, 50, 2000] as [UInt32])
  func everyWayGivesWhatThePlainReadingGives(oddity: UInt32) {
    for seed in 0..<4 as Range<UInt64> {
      let stream = EVT3Stream.random(groups: 1200, oddity: oddity, seed: seed)
      let reading = stream.reading(geometry: Self.hd)
      #expect(reading.statistics.timeWraps > 0 && reading.statistics[.notEvents] > 0)
      let difference = reading.difference(
        from: stream.words, capacities: [64, 1000], pieces: [1, 3, 4096, .max], decoder: { Self.decoder($0) })
      #expect(difference == nil)
      let unbounded = stream.reading(geometry: nil).difference(
        from: stream.words, capacities: [75], pieces: [7, .max], decoder: { Self.decoder($0, geometry: nil) })
      #expect(unbounded == nil)
    }
  }

  /// Words without any order: every state meets every word.
  @Test func randomWordsGiveWhatThePlainReadingGives() {
    for seed in 0..<40 as Range<UInt64> {
      var random = SplitMix64(state: seed)
      let types = (0..<8).map { _ in UInt16(random.next(below: 16)) } + [0, 2, 3, 4, 5, 6, 8]
      let stream = EVT3Stream(
        words: (0..<2000).map { _ in
          types[Int(random.next(below: UInt32(types.count)))] << 12
            | UInt16(random.next(below: 4096) & random.next(below: 4096))
        })
      let geometry = seed % 2 == 0 ? Self.hd : nil
      let difference = stream.reading(geometry: geometry).difference(
        from: stream.words, capacities: [64, 333], pieces: [5, .max], decoder: { Self.decoder($0, geometry: geometry) })
      #expect(difference == nil)
    }
  }

  /// One word of every kind at every place of two blocks of vector instructions.
  @Test func oneOddWordIsSeenWhereverItStands() {
    let odd: [UInt16] =
      (0..<16).map { $0 << 12 | 0x123 } + [0x0000 | 720, 0x2000 | 1280, 0x2000 | 0xFFF, 0x8001, 0x8000, 0x3000 | 2047]
    for word in odd {
      for place in 0..<70 {
        var stream = EVT3Stream(words: [0x8001, 0x6005, 0x0007, 0x3000 | 1240])
        for index in 0..<70 { stream.words.append([0x2000 | 1279, 0x6006, 0x02CF, 0x4801][index % 4]) }
        stream.words[4 + place] = word
        let difference = stream.reading(geometry: Self.hd).difference(
          from: stream.words, capacities: [64], pieces: [.max], decoder: { Self.decoder($0) })
        #expect(difference == nil)
      }
    }
  }

  @Test func aFallingLowerHalfIsNoWrap() {
    let outcome = Self.outcome([0x8001, 0x626B, 0x0001, 0x2001, 0x8001, 0x626B, 0x6260, 0x2002, 0x8001, 0x2003])
    #expect(outcome.events.map(\.time) == [4715, 4704, 4704])
    #expect(outcome.statistics.timeWraps == 0 && outcome.statistics.backwardSteps == 1)
  }

  @Test func aNewUpperHalfClearsTheLowerOneAndARepeatedOneDoesNot() {
    let outcome = Self.outcome([0x8001, 0x6FFF, 0x0001, 0x2001, 0x8001, 0x2002, 0x8002, 0x2003, 0x6001, 0x2004])
    #expect(outcome.events.map(\.time) == [8191, 8191, 8192, 8193])
  }

  @Test func timeWrapsTwiceAndOnlyAtFallsOfHalfItsRange() {
    var words: [UInt16] = [0x0001]
    for high in [4095, 0, 2048, 0, 2047, 0, 4000, 3900] as [UInt16] { words += [0x8000 | high, 0x6001, 0x2001] }
    let outcome = Self.outcome(words)
    let period: Int64 = 1 << 24
    let highs: [Int64] = [4095, 0, 2048, 0, 2047, 0, 4000, 3900]
    let loops: [Int64] = [0, 1, 1, 2, 2, 2, 2, 2]
    let times = zip(highs, loops).map { (high: Int64, loop: Int64) -> Int64 in high * 4096 + loop * period + 1 }
    #expect(outcome.events.map(\.time) == times)
    #expect(outcome.statistics.timeWraps == 2 && outcome.statistics.backwardSteps == 2)
  }

  @Test func piecesOfVectorsMayBeMissing() {
    let outcome = Self.outcome([
      0x8000, 0x6000, 0x0005, 0x3000 | 64, 0x4001, 0x2800 | 9, 0x4800, 0x3800 | 100, 0x5081, 0x5001, 0x8001, 0x4001,
    ])
    let expected: [(x: UInt16, polarity: Polarity, time: Int64)] = [
      (64, .off, 0), (9, .on, 0), (87, .off, 0), (100, .on, 0), (107, .on, 0), (108, .on, 0), (116, .on, 4096),
    ]
    #expect(outcome.events == expected.map { Event(time: $0.time, x: $0.x, y: 5, polarity: $0.polarity) })
  }

  @Test func vectorsRunOnWithoutANewBase() {
    var words: [UInt16] = [0x8000, 0x6000, 0x0005, 0x3000]
    for _ in 0..<64 { words += [0x4000, 0x4000, 0x5080] }
    let outcome = Self.outcome(words, geometry: nil)
    let columns = stride(from: 31 as UInt16, to: 2048, by: 32)
    #expect(outcome.events.map(\.x) == Array(columns))
    // The columns end at 2047 whatever follows.
    let further = Self.outcome(words + [UInt16](repeating: 0x4FFF, count: 5000), geometry: nil)
    #expect(further.events == outcome.events && further.statistics[.outOfRange] == 60_000)
  }

  @Test func triggersAreKeptAndVendorDataPassedOver() {
    let outcome = Self.outcome([
      0xA101, 0x8002, 0x6003, 0xA301, 0xE014, 0xF123, 0xF456, 0x7007, 0xA300, 0x9999, 0xD000, 0x1005, 0x2001, 0x0005,
      0x2001,
    ])
    #expect(
      outcome.triggers == [
        TriggerEvent(time: 8195, channel: 3, isRising: true), TriggerEvent(time: 8195, channel: 3, isRising: false),
      ])
    #expect(outcome.events == [Event(time: 8195, x: 1, y: 5, polarity: .off)])
    #expect(outcome.statistics[.notEvents] == 7 && outcome.statistics.firstOffset(of: .notEvents) == 8)
    #expect(outcome.statistics[.unknownType] == 1 && outcome.statistics[.noTimeBase] == 1)
  }

  @Test func eventsWithoutAnAddressAreSkipped() {
    let outcome = Self.outcome([0x2001, 0x8000, 0x2001, 0x4003, 0x0001, 0x4007, 0x2002])
    #expect(outcome.events == [Event(time: 0, x: 2, y: 1, polarity: .off)])
    #expect(outcome.statistics[.noTimeBase] == 1)
    #expect(outcome.statistics[.noAddress] == 6 && outcome.statistics.firstOffset(of: .noAddress) == 4)
  }

  @Test func timesCountFromWhereTheUserSays() {
    // The vendor's example: 6 437 104 becomes 6384.
    let words: [UInt16] = [0x8000 | 1571, 0x6000 | 2288, 0x0001, 0x2001]
    for (origin, time) in [(.sensor, 6_437_104), (.firstTimeBase, 6384)] as [(RAWTimeOrigin, Int64)] {
      let outcome = DecodingOutcome(Self.decoder(origin: origin), of: EVT2DecoderTests.bytes(words))
      #expect(outcome.events.map(\.time) == [time])
    }
  }

  @Test func afterLostBytesEventsWaitForTimeAndRow() {
    var decoder = Self.decoder()
    var batch = EventBatch(capacity: 64)
    _ = decoder.decode(
      EVT2DecoderTests.bytes([0x8FFF, 0x6001, 0x0001, 0x3010, 0x2001] as [UInt16]).span.bytes, into: &batch)
    _ = decoder.decode(([0x02] as [UInt8]).span.bytes, into: &batch)
    decoder.noteLostBytes()
    let after: [UInt16] = [
      0x2002, 0x6002, 0x2003, 0x8000, 0x0003, 0x2004, 0xA001, 0x6005, 0x2005, 0x4001, 0x0007, 0x2006, 0x4001, 0x3020,
      0x4001,
    ]
    _ = decoder.decode(EVT2DecoderTests.bytes(after).span.bytes, into: &batch)
    let events = (0..<batch.count).map { batch.events[$0] }
    let resumed: Int64 = 1 << 24 + 5
    #expect(
      events == [
        Event(time: 4095 * 4096 + 1, x: 1, y: 1, polarity: .off), Event(time: resumed, x: 6, y: 7, polarity: .off),
        Event(time: resumed, x: 32, y: 7, polarity: .off),
      ])
    #expect(decoder.statistics[.noTimeBase] == 4 && decoder.statistics.firstOffset(of: .noTimeBase) == 11)
    #expect(decoder.statistics[.noAddress] == 3)
    #expect(batch.triggers.isEmpty)
  }

  @Test func aCutOffWordIsCounted() {
    var reading = PlainReading()
    reading.statistics.skip(.truncated, at: 2)
    let difference = reading.difference(from: [0x8000] as [UInt16], tail: [0], decoder: { Self.decoder($0) })
    #expect(difference == nil)
  }
}
