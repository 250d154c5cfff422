import EventFormats
import Events
import Testing

@Suite struct ECFRoundTripTests {
  static let counts = [0, 1, 2, 3, 4, 5, 14, 15, 16, 17, 30, 31, 32, 33, 126, 127, 128, 1000, 16384, 65535]

  @Test(arguments: ECF.Packing.allCases) func everyPackingHoldsEveryRun(packing: ECF.Packing) throws {
    for count in Self.counts {
      for events in [ECFSamples.lines(count), ECFSamples.noise(count), ECFSamples.still(count)] {
        let chunk = try ECFSamples.encode(events, packing)
        #expect(try ECFSamples.decode(chunk).get() == events, "\(count) events")
        #expect(try ECFDecoder.eventCount(of: chunk.span.bytes) == count)
      }
    }
  }

  @Test func oneDecoderServesManyChunks() throws {
    var decoder = ECFDecoder()
    var batch = EventBatch(capacity: 4096)
    #expect(decoder.packing == nil)
    for (packing, count) in [(ECF.Packing.split, 4096), (.yxp, 3), (.xp, 77), (.split, 1)] {
      let events = ECFSamples.lines(count, seed: UInt64(count))
      batch.removeAll()
      let chunk = try ECFSamples.encode(events, packing)
      try decoder.decode(chunk.span.bytes, into: &batch)
      #expect(decoder.packing == packing)
      #expect(batch.events.indices.map { batch.events[$0] } == events)
    }
  }

  @Test func chunksAreAppendedToWhatABatchHolds() throws {
    var decoder = ECFDecoder()
    var batch = EventBatch(capacity: 64)
    let events = ECFSamples.lines(30)
    let chunk = try ECFSamples.encode(events)
    try decoder.decode(chunk.span.bytes, into: &batch)
    try decoder.decode(chunk.span.bytes, into: &batch)
    #expect(batch.events.indices.map { batch.events[$0] } == events + events)
    #expect(throws: EventFormatError.self) { try decoder.decode(chunk.span.bytes, into: &batch) }
    #expect(batch.count == 60)
  }

  @Test func packingIsChosenByTheFirstQuarter() {
    #expect(ECFEncoder.packing(for: ECFSamples.lines(4000).span) == .split)
    #expect(ECFEncoder.packing(for: ECFSamples.noise(4000).span) == .yxp)
    // Rows in common but columns far apart.
    let rows = (0..<4000).map { index -> Event in
      Event(time: Int64(index), x: UInt16(index * 37 % 1280), y: UInt16(index / 50), polarity: .on)
    }
    #expect(ECFEncoder.packing(for: rows.span) == .xp)
    // What comes after the first quarter does not count.
    #expect(ECFEncoder.packing(for: (rows + ECFSamples.noise(12000)).span) == .xp)
    // Of fewer than 16 events all count.
    #expect(ECFEncoder.packing(for: ECFSamples.still(15).span) == .xp)
    #expect(ECFEncoder.packing(for: ECFSamples.noise(15).span) == .yxp)
    #expect(ECFEncoder.packing(for: [Event]().span) == .split)
  }

  @Test func whatCannotBeHeldIsRefused() {
    let fine = Event(time: 10, x: 2047, y: 2047, polarity: .on)
    var wide = fine
    wide.x = 2048
    var tall = fine
    tall.y = 2048
    var early = fine
    early.time = 9
    #expect(ECFEncoder.obstacle(in: [fine, fine].span) == nil)
    #expect(ECFEncoder.obstacle(in: [fine, wide].span) == .coordinate(index: 1, wide))
    #expect(ECFEncoder.obstacle(in: [tall].span) == .coordinate(index: 0, tall))
    #expect(ECFEncoder.obstacle(in: [fine, fine, early].span) == .timeStep(index: 2, early, previous: 10))
    #expect(ECFEncoder.obstacle(in: ECFSamples.still(65536).span) == .count(65536))
    for events in [[wide], [tall], [fine, early], ECFSamples.still(65536)] {
      var output: [UInt8] = [1]
      #expect(throws: EventFormatError.self) { try ECFEncoder().encode(events.span, into: &output) }
      #expect(output == [1])
    }
  }
}
