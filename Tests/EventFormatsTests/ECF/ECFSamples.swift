import EventFormats
import Events
import TestSupport
import Testing

/// Runs of events for the tests of ECF.
enum ECFSamples {
  /// Pixels in runs along rows, several a microsecond: what the split packing is for.
  static func lines(_ count: Int, seed: UInt64 = 1) -> [Event] {
    var random = SplitMix64(state: seed)
    var events: [Event] = []
    var time: Int64 = 1_000_000
    while events.count < count {
      time += Int64(random.next() % 3)
      let row = UInt16(random.next() % 720)
      var column = UInt16(random.next() % 1200)
      let polarity: Polarity = random.next() % 2 == 0 ? .off : .on
      for _ in 0..<(random.next() % 20 + 1) where events.count < count {
        events.append(Event(time: time, x: column, y: row, polarity: polarity))
        column += UInt16(random.next() % 3 + 1)
      }
    }
    return events
  }

  /// Pixels anywhere, with steps in time of every size that 63 bits allow.
  static func noise(_ count: Int, seed: UInt64 = 2) -> [Event] {
    var random = SplitMix64(state: seed)
    var time: Int64 = -5_000
    return (0..<count).map { index in
      if index % 7 == 3 { time += Int64(random.next() >> (20 + random.next() % 44)) }
      return Event(
        time: time, x: UInt16(random.next() % 2048), y: UInt16(random.next() % 2048),
        polarity: random.next() % 2 == 0 ? .off : .on)
    }
  }

  /// One pixel at one time, over and over: the longest runs.
  static func still(_ count: Int) -> [Event] {
    [Event](repeating: Event(time: 77, x: 2047, y: 2047, polarity: .on), count: count)
  }

  /// Decodes a chunk, or gives the error; the kernel and Swift alone must agree.
  static func decode(_ chunk: [UInt8]) -> Result<[Event], EventFormatError> {
    let result = decode(chunk, usesKernel: false)
    #expect(decode(chunk, usesKernel: true) == result)
    return result
  }

  private static func decode(_ chunk: [UInt8], usesKernel: Bool) -> Result<[Event], EventFormatError> {
    var decoder = ECFDecoder()
    decoder.usesKernel = usesKernel
    var batch = EventBatch(capacity: ECF.maximumEventCount)
    do throws(EventFormatError) {
      try decoder.decode(chunk.span.bytes, into: &batch)
    } catch {
      return .failure(error)
    }
    let events = batch.events.indices.map { batch.events[$0] }
    let bound = decoder.largestPixel
    #expect(events.allSatisfy { $0.x <= bound.x && $0.y <= bound.y })
    return .success(events)
  }

  /// Encodes a chunk.
  static func encode(_ events: [Event], _ packing: ECF.Packing? = nil) throws(EventFormatError) -> [UInt8] {
    var chunk: [UInt8] = []
    try ECFEncoder().encode(events.span, packing: packing, into: &chunk)
    return chunk
  }
}
