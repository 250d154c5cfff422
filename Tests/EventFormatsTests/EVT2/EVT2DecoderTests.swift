import EventFormats
import Events
import Testing

@Suite struct EVT2DecoderTests {
  static let vga = SensorGeometry(width: 640, height: 480)

  static func decoder(
    _ acceleration: DecodingAcceleration, geometry: SensorGeometry? = vga, origin: RAWTimeOrigin = .sensor
  ) -> EVT2Decoder {
    var decoder = EVT2Decoder(
      description: StreamDescription(format: .evt2, geometry: geometry), timeOrigin: origin)
    decoder.acceleration = acceleration
    return decoder
  }

  @Test(arguments: [1, 4, 50, 2000] as [UInt32])
  func everyWayGivesWhatThePlainReadingGives(oddity: UInt32) {
    for seed in 0..<3 as Range<UInt64> {
      let stream = EVT2Stream.random(words: 3000, oddity: oddity, seed: seed)
      let reading = stream.reading(geometry: Self.vga)
      #expect(reading.statistics.timeWraps > 0)
      let difference = reading.difference(
        from: stream.words, capacities: [64, 1000], pieces: [1, 3, 4096, .max], decoder: { Self.decoder($0) })
      #expect(difference == nil)
      let unbounded = stream.reading(geometry: nil).difference(
        from: stream.words, capacities: [75], pieces: [7, .max], decoder: { Self.decoder($0, geometry: nil) })
      #expect(unbounded == nil)
    }
  }

  /// One word of every type at every place of three blocks of vector instructions.
  @Test func oneOddWordIsSeenWhereverItStands() {
    let odd: [UInt32] =
      (0..<16).map { $0 << 28 | 5 << 22 | 100 << 11 | 100 } + [
        640 << 11, 480, 2047 << 11 | 2047, 1 << 28 | 640 << 11, 9 << 22, 11 << 22, 8 << 28 | 2, 8 << 28, 8 << 28 | 1,
      ]
    for word in odd {
      for place in 0..<50 {
        var stream = EVT2Stream(words: [8 << 28 | 1])
        for index in 0..<50 { stream.event(low: 10, x: 639, y: 479, isOn: index % 3 == 0) }
        stream.words[1 + place] = word
        let difference = stream.reading(geometry: Self.vga).difference(
          from: stream.words, capacities: [64], pieces: [.max], decoder: { Self.decoder($0) })
        #expect(difference == nil)
      }
    }
  }

  @Test func eventsBeforeTheFirstTimeBaseAreSkipped() {
    var stream = EVT2Stream()
    stream.event(low: 63, x: 1, y: 2, isOn: true)
    stream.trigger(low: 5, channel: 3, isRising: true)
    stream.timeHigh(100)
    stream.event(low: 63, x: 1, y: 2, isOn: true)
    let reading = stream.reading(geometry: nil)
    #expect(reading.events == [Event(time: 6463, x: 1, y: 2, polarity: .on)])
    #expect(reading.statistics[.noTimeBase] == 2 && reading.statistics.firstOffset(of: .noTimeBase) == 0)
    let difference = reading.difference(from: stream.words, decoder: { Self.decoder($0) })
    #expect(difference == nil)
  }

  @Test func timeWrapsTwiceAndOnlyNearTheEndOfItsRange() {
    let largest: UInt32 = 1 << 28 - 1
    var stream = EVT2Stream()
    // The last base from which 0 is a wrap, then the first from which it is not, each with an event.
    for high in [largest, 0, largest - 156, 0, largest - 157, 0] as [UInt32] {
      stream.timeHigh(high)
      stream.event(low: 1, x: 5, y: 6, isOn: false)
    }
    let outcome = DecodingOutcome(Self.decoder(.best), of: Self.bytes(stream.words))
    let period: Int64 = 1 << 34
    let top = Int64(largest) << 6 + 1
    let times: [Int64] = [
      top, period + 1, period + top - 156 * 64, 2 * period + 1, 2 * period + top - 157 * 64, 2 * period + 1,
    ]
    #expect(outcome.events.map(\.time) == times)
    #expect(outcome.statistics.timeWraps == 2 && outcome.statistics.backwardSteps == 1)
    let difference = stream.reading(geometry: nil).difference(from: stream.words, decoder: { Self.decoder($0) })
    #expect(difference == nil)
  }

  @Test func timesCountFromWhereTheUserSays() {
    var stream = EVT2Stream(words: [8 << 28 | 1000])
    stream.event(low: 7, x: 0, y: 0, isOn: true)
    stream.timeHigh(1001)
    stream.event(low: 0, x: 0, y: 0, isOn: true)
    let origins: [(RAWTimeOrigin, [Int64])] = [
      (.sensor, [64_007, 64_064]), (.absolute(offsetMicroseconds: -64_000), [7, 64]), (.firstTimeBase, [7, 64]),
      (.absolute(offsetMicroseconds: 1 << 62), [1 << 62 + 64_007, 1 << 62 + 64_064]),
    ]
    for (origin, times) in origins {
      let outcome = DecodingOutcome(Self.decoder(.best, origin: origin), of: Self.bytes(stream.words))
      #expect(outcome.events.map(\.time) == times)
    }
  }

  @Test func afterLostBytesEventsWaitForATimeBase() throws {
    var decoder = Self.decoder(.best)
    var batch = EventBatch(capacity: 64)
    var before = EVT2Stream(words: [8 << 28 | (1 << 28 - 1)])
    before.event(low: 1, x: 1, y: 1, isOn: true)
    var after = EVT2Stream()
    after.event(low: 2, x: 2, y: 2, isOn: true)
    after.timeHigh(0)
    after.event(low: 3, x: 3, y: 3, isOn: true)
    _ = decoder.decode((Self.bytes(before.words) + [1, 2, 3]).span.bytes, into: &batch)
    decoder.noteLostBytes()
    _ = decoder.decode(Self.bytes(after.words).span.bytes, into: &batch)
    decoder.finish(into: &batch)
    let times = (0..<batch.count).map { batch.events[$0].time }
    let period: Int64 = 1 << 34
    #expect(times == [period - 63, period + 3])
    #expect(decoder.statistics[.noTimeBase] == 1 && decoder.statistics.firstOffset(of: .noTimeBase) == 11)
    #expect(decoder.statistics[.truncated] == 0)
  }

  @Test(arguments: 1...3) func aCutOffWordIsCounted(length: Int) {
    var reading = PlainReading()
    reading.statistics.skip(.truncated, at: 4)
    let tail = [UInt8](repeating: 0, count: length)
    let difference = reading.difference(from: [8 << 28] as [UInt32], tail: tail, decoder: { Self.decoder($0) })
    #expect(difference == nil)
  }

  static func bytes<Word: FixedWidthInteger>(_ words: [Word]) -> [UInt8] {
    words.flatMap { word in withUnsafeBytes(of: word.littleEndian) { Array($0) } }
  }
}
