import EventFormats
import Events
import Testing

@Suite struct EVT21DecoderTests {
  static let hd = SensorGeometry(width: 1280, height: 720)

  static func decoder(
    _ acceleration: DecodingAcceleration, geometry: SensorGeometry? = hd, wordOrder: EVT21WordOrder = .little
  ) -> EVT21Decoder {
    var decoder = EVT21Decoder(
      description: StreamDescription(format: .evt21, geometry: geometry), wordOrder: wordOrder)
    decoder.acceleration = acceleration
    return decoder
  }

  @Test(arguments: [1, 4, 200] as [UInt32])
  func everyWayGivesWhatThePlainReadingGives(oddity: UInt32) {
    var wraps: UInt64 = 0
    for seed in 0..<3 as Range<UInt64> {
      let stream = EVT21Stream.random(words: 800, oddity: oddity, seed: seed)
      let reading = stream.reading(geometry: Self.hd)
      wraps += reading.statistics.timeWraps
      let difference = reading.difference(
        from: stream.words, capacities: [64, 1000], pieces: [1, 3, 4096, .max], decoder: { Self.decoder($0) })
      #expect(difference == nil)
      let legacy = reading.difference(
        from: stream.legacyWords, capacities: [75], pieces: [7, .max],
        decoder: { Self.decoder($0, wordOrder: .legacy) })
      #expect(legacy == nil)
      let unbounded = stream.reading(geometry: nil).difference(
        from: stream.words, capacities: [75], pieces: [7, .max], decoder: { Self.decoder($0, geometry: nil) })
      #expect(unbounded == nil)
    }
    #expect(wraps > 0)
  }

  @Test func timeWrapsTwiceAndOnlyFromTheLargestBaseToZero() {
    let largest: UInt64 = 1 << 28 - 1
    var stream = EVT21Stream()
    for high in [largest, 0, largest, 0, largest - 1, 0, largest, 1] as [UInt64] {
      stream.timeHigh(high)
      stream.vector(low: 1, x: 0, y: 0, isOn: true, mask: 1)
    }
    let reading = stream.reading(geometry: nil)
    #expect(reading.statistics.timeWraps == 2 && reading.statistics.backwardSteps == 2)
    let period: Int64 = 1 << 34
    let ends: [Int64] = [period - 63, period + 1, 2 * period - 63, 2 * period + 1]
    #expect(Array(reading.events.map(\.time).prefix(4)) == ends)
    let difference = reading.difference(from: stream.words, decoder: { Self.decoder($0) })
    #expect(difference == nil)
  }

  @Test func afterLostBytesEventsWaitForATimeBase() {
    var decoder = Self.decoder(.best)
    var batch = EventBatch(capacity: 64)
    var stream = EVT21Stream()
    stream.vector(low: 2, x: 0, y: 0, isOn: true, mask: 7)
    stream.timeHigh(5)
    stream.vector(low: 3, x: 32, y: 0, isOn: true, mask: 1)
    _ = decoder.decode(EVT2DecoderTests.bytes([8 << 60] as [UInt64]).span.bytes, into: &batch)
    _ = decoder.decode(([1, 2, 3] as [UInt8]).span.bytes, into: &batch)
    decoder.noteLostBytes()
    _ = decoder.decode(EVT2DecoderTests.bytes(stream.words).span.bytes, into: &batch)
    let event = batch.events[0]
    #expect(batch.count == 1 && event == Event(time: 323, x: 32, y: 0, polarity: .on))
    #expect(decoder.statistics[.noTimeBase] == 3 && decoder.statistics.firstOffset(of: .noTimeBase) == 11)
  }

  @Test func aCutOffWordIsCounted() {
    var reading = PlainReading()
    reading.statistics.skip(.truncated, at: 8)
    for length in 1...7 {
      let tail = [UInt8](repeating: 0, count: length)
      let difference = reading.difference(from: [8 << 60] as [UInt64], tail: tail, decoder: { Self.decoder($0) })
      #expect(difference == nil)
    }
  }
}
