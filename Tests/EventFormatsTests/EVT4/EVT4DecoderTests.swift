import EventFormats
import Events
import Testing

@Suite struct EVT4DecoderTests {
  static let hd = SensorGeometry(width: 1280, height: 720)

  static func decoder(_ acceleration: DecodingAcceleration, geometry: SensorGeometry? = hd) -> EVT4Decoder {
    var decoder = EVT4Decoder(description: StreamDescription(format: .evt4, geometry: geometry))
    decoder.acceleration = acceleration
    return decoder
  }

  @Test(arguments: [1, 4, 200] as [UInt32])
  func everyWayGivesWhatThePlainReadingGives(oddity: UInt32) {
    for seed in 0..<3 as Range<UInt64> {
      let stream = EVT4Stream.random(words: 1000, oddity: oddity, seed: seed)
      let reading = stream.reading(geometry: Self.hd)
      #expect(reading.statistics.timeWraps > 0)
      let difference = reading.difference(
        from: stream.words, capacities: [64, 1000], pieces: [1, 3, 4096, .max], decoder: { Self.decoder($0) })
      #expect(difference == nil)
      let unbounded = stream.reading(geometry: nil).difference(
        from: stream.words, capacities: [75], pieces: [7, .max], decoder: { Self.decoder($0, geometry: nil) })
      #expect(unbounded == nil)
    }
  }

  @Test func aMaskIsNeverTakenForAWord() {
    // Masks that look like a time base, an event, a vector, padding; the first vector comes before any time base.
    let masks: [UInt32] = [0xE000_0005, 0xB000_0000, 0xC000_0000, 0xFFFF_FFFF, 0x9000_0001]
    var stream = EVT4Stream()
    stream.vector(low: 0, x: 0, y: 0, isOn: true, mask: 0xE000_0009)
    stream.timeHigh(2)
    for mask in masks { stream.vector(low: 3, x: 64, y: 7, isOn: false, mask: mask) }
    let reading = stream.reading(geometry: Self.hd)
    #expect(reading.events.count == masks.reduce(0) { $0 + $1.nonzeroBitCount })
    #expect(reading.events.allSatisfy { $0.time == 131 && $0.y == 7 })
    #expect(reading.statistics[.noTimeBase] == 5)
    let difference = reading.difference(from: stream.words, decoder: { Self.decoder($0) })
    #expect(difference == nil)
  }

  @Test func timeWrapsTwiceAndOnlyAtFallsOfHalfItsRange() {
    let half: UInt32 = 1 << 27
    var stream = EVT4Stream()
    for high in [half, 0, 2 * half - 1, half - 1, half - 2, 0] as [UInt32] {
      stream.timeHigh(high)
      stream.event(low: 0, x: 0, y: 0, isOn: true)
    }
    let reading = stream.reading(geometry: nil)
    #expect(reading.statistics.timeWraps == 2 && reading.statistics.backwardSteps == 2)
    let difference = reading.difference(from: stream.words, decoder: { Self.decoder($0) })
    #expect(difference == nil)
  }

  @Test func aCutOffVectorIsCounted() {
    var reading = PlainReading()
    reading.statistics.skip(.truncated, at: 4)
    for length in 0...3 {
      let difference = reading.difference(
        from: [0xE000_0000, 0xC000_0000] as [UInt32], tail: [UInt8](repeating: 0, count: length),
        decoder: { Self.decoder($0) })
      #expect(difference == nil)
    }
  }

  @Test func afterLostBytesEventsWaitForATimeBase() {
    var decoder = Self.decoder(.best)
    var batch = EventBatch(capacity: 64)
    _ = decoder.decode(
      EVT2DecoderTests.bytes([0xE000_0001, 0xC000_0000] as [UInt32]).span.bytes, into: &batch)
    decoder.noteLostBytes()
    _ = decoder.decode(
      EVT2DecoderTests.bytes([0xB000_0000, 0xE000_0002, 0xB000_0800] as [UInt32]).span.bytes, into: &batch)
    let event = batch.events[0]
    #expect(batch.count == 1 && event == Event(time: 128, x: 1, y: 0, polarity: .on))
    #expect(decoder.statistics[.noTimeBase] == 1)
  }
}
