import EventFormats
import Events
import Testing

@Suite struct SPIFDecoderTests {
  private func word(x: UInt32, y: UInt32, on: Bool, timed: Bool) -> UInt32 {
    (timed ? 0 : 1 << 31) | x << 16 | (on ? 1 << 15 : 0) | y
  }

  private func bytes(_ words: [UInt32]) -> [UInt8] {
    var bytes: [UInt8] = []
    for word in words { bytes.append(littleEndian: word) }
    return bytes
  }

  private func decode(_ bytes: [UInt8], _ decoder: inout SPIFDecoder, step: Int, capacity: Int = 64) -> [Event] {
    var events: [Event] = []
    var batch = EventBatch(capacity: capacity)
    var offset = 0
    while offset < bytes.count {
      let end = min(offset + step, bytes.count)
      offset += decoder.decode(bytes.span.bytes.extracting(offset..<end), into: &batch)
      for index in 0..<batch.count { events.append(batch.events[index]) }
      batch.removeAll()
    }
    return events
  }

  @Test(arguments: [1, 3, 4, 7, 8, 4096]) func timedWordsAreTheSameHoweverTheyAreCut(step: Int) {
    var words: [UInt32] = []
    var expected: [Event] = []
    for index in 0..<500 as Range<UInt32> {
      let time = UInt32.max - 2000 &+ index * 10
      words += [word(x: index, y: 499 - index, on: index % 3 == 0, timed: true), time]
      let wraps: Int64 = time < 100_000 ? 1 << 32 : 0
      expected.append(
        Event(
          time: Int64(time) + wraps, x: UInt16(index), y: UInt16(499 - index), polarity: index % 3 == 0 ? .on : .off))
    }
    var decoder = SPIFDecoder()
    #expect(decode(bytes(words), &decoder, step: step) == expected)
    #expect(decoder.statistics.timeWraps == 1 && decoder.statistics.events == 500)
    #expect(decoder.statistics.backwardSteps == 0)
  }

  @Test func wordsWithoutATimeHaveThatOfTheirDatagram() {
    var decoder = SPIFDecoder(geometry: SensorGeometry(width: 100, height: 100))
    decoder.beginMessage(arrivalMicroseconds: 777)
    let first = decode(bytes([word(x: 5, y: 6, on: true, timed: false)]), &decoder, step: 4)
    decoder.beginMessage(arrivalMicroseconds: 888)
    let second = decode(
      bytes([word(x: 99, y: 99, on: false, timed: false), word(x: 100, y: 0, on: true, timed: false)]), &decoder,
      step: 8)
    #expect(first == [Event(time: 777, x: 5, y: 6, polarity: .on)])
    #expect(second == [Event(time: 888, x: 99, y: 99, polarity: .off)])
    #expect(decoder.statistics[.outOfRange] == 1)
  }

  @Test func whatIsCutOffIsCounted() {
    var decoder = SPIFDecoder()
    let all = bytes([word(x: 1, y: 1, on: true, timed: true), 5, word(x: 2, y: 2, on: true, timed: true)])
    #expect(decode(all, &decoder, step: 100).count == 1)
    decoder.noteLostBytes()
    #expect(decoder.statistics[.truncated] == 1)
    // The next word is an event again and no time.
    #expect(decode(bytes([word(x: 3, y: 3, on: true, timed: true), 9]), &decoder, step: 100).map(\.x) == [3])
  }
}
