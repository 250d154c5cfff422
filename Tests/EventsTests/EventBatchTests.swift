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

  @Test func layoutIsThatOfEventCD() {
    #expect(MemoryLayout<Event>.stride == 16)
    #expect(MemoryLayout<Event>.offset(of: \Event.x) == 0)
    #expect(MemoryLayout<Event>.offset(of: \Event.y) == 2)
    #expect(MemoryLayout<Event>.offset(of: \Event.polarityBits) == 4)
    #expect(MemoryLayout<Event>.offset(of: \Event.time) == 8)
  }
}
