import Events
import Testing

@Suite struct EventBatchTests {
  @Test func holdsEventsInOrderAndIsReused() {
    var batch = EventBatch(capacity: 64)
    for round in 0..<3 {
      for index in 0..<64 {
        batch.append(Event(time: Int64(index * round), x: UInt16(index), y: 7, polarity: index % 2 == 0 ? .on : .off))
      }
      #expect(batch.isFull && batch.count == 64)
      let last = batch.events[63]
      #expect(last == Event(time: Int64(63 * round), x: 63, y: 7, polarity: .off))
      batch.removeAll()
      #expect(batch.isEmpty && batch.freeCapacity == 64)
    }
  }

  @Test func stampsGoWithTheirEvents() {
    var batch = EventBatch(capacity: 64)
    for index in 0..<10 { batch.append(Event(time: Int64(index) * 10, x: 0, y: 0, polarity: .on)) }
    batch.stamps = [0, 4, 7].map { HostStamp(index: $0, sensorMicroseconds: Int64($0) * 10, hostNanoseconds: 5_000) }
    batch.truncate(to: 7)
    #expect(batch.stamps.map(\.index) == [0, 4])
    let stamp = batch.stamps[1]
    #expect(stamp.hostNanoseconds(ofSensorMicroseconds: 43) == 8_000)
    #expect(stamp.hostNanoseconds(ofSensorMicroseconds: 30) == -5_000)
    #expect(stamp.hostNanoseconds(ofSensorMicroseconds: .min) == nil)
    #expect(stamp.hostNanoseconds(ofSensorMicroseconds: .max) == nil)
    batch.removeAll()
    #expect(batch.stamps.isEmpty)
  }

  @Test func layoutIsThatOfEventCD() {
    #expect(MemoryLayout<Event>.stride == 16)
    #expect(MemoryLayout<Event>.offset(of: \Event.x) == 0)
    #expect(MemoryLayout<Event>.offset(of: \Event.y) == 2)
    #expect(MemoryLayout<Event>.offset(of: \Event.polarityBits) == 4)
    #expect(MemoryLayout<Event>.offset(of: \Event.time) == 8)
  }
}
