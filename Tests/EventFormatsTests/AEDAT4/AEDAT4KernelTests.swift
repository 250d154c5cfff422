import CEventKernels
import EventFormats
import Events
import TestSupport
import Testing

/// Long packets, which most blocks of are decoded by the kernels.
@Suite struct AEDAT4KernelTests {
  /// One event as it stands in a packet.
  struct Record {
    var time: Int64
    var x: Int16
    var y: Int16
    var polarity: UInt8
    /// The byte after the polarity, which does not matter.
    var padding: UInt8 = 0

    var bytes: [UInt8] {
      AEDAT4File.little(time) + AEDAT4File.little(x) + AEDAT4File.little(y) + [polarity, padding, padding, padding]
    }
  }

  static let geometry = SensorGeometry(width: 346, height: 260)
  static let odd = [
    Record(time: 500, x: 346, y: 0, polarity: 0), Record(time: 500, x: 0, y: 260, polarity: 1),
    Record(time: 500, x: -1, y: 0, polarity: 0), Record(time: 500, x: 0, y: -32_768, polarity: 0),
    Record(time: 500, x: 345, y: 259, polarity: 2), Record(time: 500, x: 345, y: 259, polarity: 0xFF),
    Record(time: 499, x: 1, y: 1, polarity: 1), Record(time: .min, x: 1, y: 1, polarity: 1),
    Record(time: .max, x: 1, y: 1, polarity: 1),
  ]

  /// Events and what is counted, event by event.
  static func expectation(_ records: [Record], at offset: UInt64) -> (events: [Event], statistics: DecodingStatistics) {
    var events: [Event] = []
    var statistics = DecodingStatistics()
    for (index, record) in records.enumerated() {
      guard (0..<346).contains(record.x), (0..<260).contains(record.y) else {
        statistics.skip(.outOfRange, at: offset + UInt64(index * 16))
        continue
      }
      if record.polarity > 1 { statistics.suspicious += 1 }
      if let last = events.last, record.time < last.time { statistics.backwardSteps += 1 }
      events.append(
        Event(time: record.time, x: UInt16(record.x), y: UInt16(record.y), polarity: record.polarity > 0 ? .on : .off))
    }
    statistics.events = UInt64(events.count)
    return (events, statistics)
  }

  static func check(_ records: [Record], cuts sizes: [(size: Int, capacity: Int)], _ what: String) {
    var file = AEDAT4File()
    file.packets = [.init(stream: 0, content: AEDAT4File.structs(records.flatMap(\.bytes)))]
    let bytes = file.bytes
    let expected = expectation(records, at: UInt64(file.headerBytes.count + 40))
    for level in DATKernelTests.levels {
      for (size, capacity) in sizes {
        let decoder = AEDAT4Decoder(options: .init(), geometry: nil, kernelLevel: level)
        let cuts = stride(from: 0, to: bytes.count, by: size)
        let outcome = DecodingOutcome(decoder, of: bytes, cuts: cuts, capacity: capacity)
        #expect(outcome.events == expected.events, "\(what), level \(level.rawValue), pieces of \(size)")
        #expect(outcome.statistics == expected.statistics, "\(what), level \(level.rawValue), pieces of \(size)")
      }
    }
  }

  @Test(arguments: [100_000, 1000, 100, 10] as [UInt32])
  func allLevelsGiveWhatThePlainReadingGives(oddity: UInt32) {
    for seed in 0..<3 as Range<UInt64> {
      var random = SplitMix64(state: seed)
      var time: Int64 = 1_600_000_000_000_000
      let records = (0..<3000).map { _ in
        time += Int64(random.next(below: 100)) - (random.next(below: oddity) == 0 ? 200 : 0)
        var record = Record(
          time: time, x: Int16(random.next(below: 346)), y: Int16(random.next(below: 260)),
          polarity: UInt8(random.next(below: 2)), padding: UInt8(random.next(below: 256)))
        if random.next(below: oddity) == 0 {
          record = Self.odd[Int(random.next(below: 6))]
          record.time = time
        }
        return record
      }
      Self.check(
        records, cuts: [(1 << 20, 16_384), (4096, 1000), (12_345, 257), (1031, 64)], "oddity \(oddity), seed \(seed)")
    }
  }

  /// Puts one odd event at every place of two blocks and of what is left over.
  @Test func oneOddEventIsSeenWhereverItStands() {
    let ordinary = Record(time: 500, x: 345, y: 259, polarity: 1, padding: 0xFF)
    for (number, odd) in Self.odd.enumerated() {
      for place in 0..<(2 * Int(AEDAT4_BLOCK_EVENTS) + 10) {
        var records = [Record](repeating: ordinary, count: 2 * Int(AEDAT4_BLOCK_EVENTS) + 10)
        records[place] = odd
        Self.check(records, cuts: [(1 << 20, 1000)], "event \(number) at \(place)")
      }
    }
  }
}
