import EventFormats
import Events
import TestSupport
import Testing

@Suite struct ECFDecoderTests {
  /// The header of a chunk: number of events, packing bits, time of the first event.
  static func header(_ count: Int, _ packing: UInt8, time: Int64 = 0) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(littleEndian: UInt32(count) << 2 | UInt32(packing))
    bytes.append(littleEndian: time)
    return bytes
  }

  @Test func sectionsAreReadAsSpecified() throws {
    // Times: +3 twice; a step of 0x21 given as two nibbles, then +1 once.
    let times: [UInt8] = [0x32, 0xF1, 0xF2, 0x11]
    // Rows: 5 twice, 2047 once. Columns: 100 with 101 and 105.
    let rows: [UInt8] = [0xA2, 0x00, 0xE1, 0xFF]
    let columns: [UInt8] = [0x91, 0x0C]
    let polarities: [UInt8] = [0x82, 0x01]
    let split = Self.header(3, 0, time: 1000) + times + rows + columns + polarities
    #expect(
      try ECFSamples.decode(split).get() == [
        Event(time: 1003, x: 100, y: 5, polarity: .on), Event(time: 1003, x: 101, y: 5, polarity: .on),
        Event(time: 1037, x: 105, y: 2047, polarity: .off),
      ])

    // Four values of x << 1 | p: 0x123, 0x456, 0x789, 0xABC.
    let packed: [UInt8] = [0x36, 0x12, 0x89, 0x45, 0xBC, 0x7A]
    let xp = Self.header(3, 1, time: 1000) + times + rows + packed
    #expect(
      try ECFSamples.decode(xp).get() == [
        Event(time: 1003, x: 0x91, y: 5, polarity: .on), Event(time: 1003, x: 0x22B, y: 5, polarity: .off),
        Event(time: 1037, x: 0x3C4, y: 2047, polarity: .on),
      ])
  }

  @Test func yxpWinsOverXPAndIgnoresItsHighestBit() throws {
    // Four values of y << 12 | x << 1 | p: 0x801003, 0x002005, 0x003006, 0x004008.
    let groups: [UInt8] = [0x05, 0x03, 0x10, 0x80, 0x06, 0x30, 0x20, 0x00, 0x08, 0x40, 0x00, 0x00]
    for packing: UInt8 in [2, 3] {
      #expect(
        try ECFSamples.decode(Self.header(4, packing) + [0x04] + groups).get() == [
          Event(time: 0, x: 1, y: 1, polarity: .on), Event(time: 0, x: 2, y: 2, polarity: .on),
          Event(time: 0, x: 3, y: 3, polarity: .off), Event(time: 0, x: 4, y: 4, polarity: .off),
        ])
    }
  }

  @Test func aMaskMayNamePixelsBehindTheLast() throws {
    let chunk = Self.header(1, 0) + [0x01] + [0x21, 0x00] + [0x5F, 0x01] + [0x01]
    #expect(try ECFSamples.decode(chunk).get() == [Event(time: 0, x: 10, y: 1, polarity: .off)])
  }

  @Test func longRunsTakeTheEscape() throws {
    let chunk =
      Self.header(300, 0) + [0x0F, 0x2C, 0x01] + [0x7F, 0x00, 0x2C, 0x01]
      + [UInt8](repeating: 0, count: 600) + [0xFF, 0x2C, 0x01]
    let events = try ECFSamples.decode(chunk).get()
    #expect(events == [Event](repeating: Event(time: 0, x: 0, y: 3, polarity: .on), count: 300))
  }

  @Test(arguments: [
    ("empty run of times", [0x00] as [UInt8], 12), ("escaped empty run of times", [0x0F, 0, 0], 12),
    ("run of times too long", [0x05, 0x05], 13), ("empty run of rows", [0x04, 0x20, 0x00], 13),
    ("run of rows too long", [0x04, 0x25, 0x00], 13),
    ("empty run of polarities", [0x04, 0x24, 0x00, 0x3F, 0x00, 0x80], 17),
    ("run of polarities too long", [0x04, 0x24, 0x00, 0x3F, 0x00, 0x85], 17),
    ("step of 17 nibbles", [UInt8](repeating: 0xFF, count: 17) + [0x04], 12),
    ("step beyond all times", [UInt8](repeating: 0xFF, count: 16) + [0x04], 12),
  ])
  func damageIsRefused(what: String, sections: [UInt8], earliest: Int) {
    let chunk = Self.header(4, 0, time: 5) + sections + [UInt8](repeating: 0x11, count: 64)
    let result = ECFSamples.decode(chunk)
    #expect(throws: EventFormatError.self, "\(what)") { try result.get() }
    if case .failure(let error) = result {
      #expect(error.code == .damaged)
      #expect(error.offset >= UInt64(earliest) && error.offset <= UInt64(chunk.count))
    }
  }

  @Test func timesDoNotOverflow() {
    let chunk = Self.header(1, 1, time: .max) + [0x11] + [0x21, 0x00] + [UInt8](repeating: 0, count: 6)
    #expect(throws: EventFormatError.self) { try ECFSamples.decode(chunk).get() }
  }

  @Test func tooManyEventsAreRefused() {
    #expect(throws: EventFormatError.self) { try ECFSamples.decode(Self.header(65536, 0)).get() }
    // 65538 = 16384 << 2 | 2: the number of events is not the whole word.
    #expect(throws: Never.self) { try ECFDecoder.eventCount(of: Self.header(16384, 2).span.bytes) }
  }

  @Test(arguments: ECF.Packing.allCases) func everyCutIsRefused(packing: ECF.Packing) throws {
    for events in [ECFSamples.lines(70), ECFSamples.noise(70)] {
      let chunk = try ECFSamples.encode(events, packing)
      for length in 0..<chunk.count {
        guard case .failure(let error) = ECFSamples.decode(Array(chunk[..<length])) else {
          Issue.record("\(length) of \(chunk.count) bytes decode")
          continue
        }
        #expect(error.code == .damaged)
      }
      #expect(try ECFSamples.decode(chunk + [1, 2, 3]).get() == events)
    }
  }

  @Test(arguments: ECF.Packing.allCases) func everyFlippedBitEndsWellDefined(packing: ECF.Packing) throws {
    let chunk = try ECFSamples.encode(ECFSamples.lines(60), packing)
    for bit in 0..<(chunk.count * 8) {
      var damaged = chunk
      damaged[bit / 8] ^= 1 << (bit % 8)
      switch ECFSamples.decode(damaged) {
      case .success(let events):
        #expect(try events.count == ECFDecoder.eventCount(of: damaged.span.bytes))
        #expect(events.allSatisfy { $0.polarityBits & ~1 == 0 })
      case .failure(let error):
        #expect(error.code == .damaged && error.offset <= UInt64(damaged.count))
      }
    }
  }

  @Test func splicedChunksEndWellDefined() throws {
    var random = SplitMix64(state: 9)
    let chunks = try ECF.Packing.allCases.flatMap { packing throws in
      [try ECFSamples.encode(ECFSamples.lines(200), packing), try ECFSamples.encode(ECFSamples.noise(200), packing)]
    }
    var decoded = 0
    for _ in 0..<4000 {
      let first = chunks[Int(random.next() % UInt64(chunks.count))]
      let second = chunks[Int(random.next() % UInt64(chunks.count))]
      let cut = Int(random.next() % UInt64(first.count))
      let from = Int(random.next() % UInt64(second.count))
      if case .success(let events) = ECFSamples.decode(Array(first[..<cut] + second[from...])) {
        decoded += 1
        #expect(events.count <= ECF.maximumEventCount)
      }
    }
    // Some splices happen to be chunks: the test has reached past the checks at the front.
    #expect(decoded > 0)
  }
}
