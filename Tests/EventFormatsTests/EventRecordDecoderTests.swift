import EventFormats
import Events
import Testing

@Suite struct EventRecordDecoderTests {
  @Test(arguments: [1, 5, 16, 1000]) func recordsAreReadHoweverTheyAreCut(step: Int) {
    var bytes: [UInt8] = []
    var expected: [Event] = []
    for index in 0..<200 {
      let event = Event(
        time: Int64(index) * -7 + 100, x: UInt16(index), y: UInt16(2 * index), polarity: index % 2 == 0 ? .on : .off)
      bytes.append(littleEndian: event.x)
      bytes.append(littleEndian: event.y)
      bytes.append(littleEndian: index % 50 == 49 ? Int32(2) : Int32(event.polarity.rawValue))
      bytes.append(littleEndian: event.time)
      if index % 50 != 49, event.y < 300 { expected.append(event) }
    }
    bytes.removeLast(3)
    expected.removeAll { $0.x == 199 }
    var decoder = EventRecordDecoder(geometry: SensorGeometry(width: 500, height: 300))
    var batch = EventBatch(capacity: 64)
    var events: [Event] = []
    var offset = 0
    while offset < bytes.count {
      offset += decoder.decode(
        bytes.span.bytes.extracting(offset..<min(offset + step, bytes.count)), into: &batch)
      for index in 0..<batch.count { events.append(batch.events[index]) }
      batch.removeAll()
    }
    decoder.finish(into: &batch)
    #expect(events == expected && decoder.statistics.events == UInt64(expected.count))
    #expect(decoder.statistics[.malformed] == 3 && decoder.statistics[.truncated] == 1)
    #expect(decoder.statistics[.outOfRange] == UInt64(199 - 3 - expected.count))
    #expect(decoder.statistics.backwardSteps == UInt64(expected.count - 1))
  }
}
