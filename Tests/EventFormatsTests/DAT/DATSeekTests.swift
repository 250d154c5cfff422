import EventFormats
import Events
import TestSupport
import Testing

@Suite struct DATSeekTests {
  struct Stream {
    var bytes: [UInt8]
    var events: [Event]

    init(_ file: DATFile) {
      bytes = file.bytes
      events = DecodingOutcome(DATDecoder(), of: bytes, capacity: 65536).events
    }
  }

  /// A file too long to be decoded from the start: five wraps, some disorder, some pixels outside with wild times, a
  /// pause of an hour.
  static let long: Stream = {
    var random = SplitMix64(state: 5)
    var file = DATFile()
    var ticks: UInt32 = 3_900_000_000
    file.records.reserveCapacity(1_500_000)
    for index in 0..<1_500_000 {
      ticks &+= random.next(below: 30_000)
      let pixel = DATFile.second(x: random.next(below: 304), y: random.next(below: 240), polarity: 1)
      switch random.next(below: 1000) {
      case 0: file.records.append((ticks &- 900_000, pixel))
      case 1: file.records.append((random.next(below: .max), DATFile.second(x: 304, y: 0, polarity: 0)))
      default: file.records.append((ticks, pixel))
      }
      if index == 700_000 { ticks &+= 3_600_000_000 / 2 }
    }
    file.tail = [1, 2, 3]
    return Stream(file)
  }()

  /// Seeks and decodes the rest; gives the number of bytes that were decoded too.
  func decode(from time: Int64, _ stream: Stream) -> (events: [Event], decodedByteCount: Int, readByteCount: Int) {
    var decoder = DATDecoder()
    var batch = EventBatch(capacity: 65536)
    var readByteCount = 0
    var events: [Event] = []
    do throws(EventFormatError) {
      _ = try decoder.decode(stream.bytes.span.bytes.extracting(..<100), into: &batch)
      batch.removeAll()
      var position = Int(
        decoder.seek(toTime: time, streamByteCount: UInt64(stream.bytes.count)) { offset, buffer in
          let start = min(Int(offset), stream.bytes.count)
          let count = min(buffer.count, stream.bytes.count - start)
          stream.bytes.withUnsafeBytes { buffer.copyMemory(from: .init(rebasing: $0[start..<(start + count)])) }
          readByteCount += count
          return count
        })
      let decodedByteCount = stream.bytes.count - position
      while position < stream.bytes.count {
        position += try decoder.decode(stream.bytes.span.bytes.extracting(position...), into: &batch)
        for index in 0..<batch.count { events.append(batch.events[index]) }
        batch.removeAll()
      }
      return (events, decodedByteCount, readByteCount)
    } catch {
      Issue.record(error)
      return ([], 0, 0)
    }
  }

  @Test func shortFilesAreDecodedFromTheStart() {
    let stream = Stream(DATDecoderTests.eventful)
    for time in [0, 9, 1 << 32, Int64.max, Int64.min] {
      let decoded = decode(from: time, stream)
      #expect(decoded.events == stream.events)
      #expect(decoded.readByteCount == 0)
    }
  }

  @Test func nothingOfTheTimeOrLaterIsLost() throws {
    let stream = Self.long
    let last = try #require(stream.events.last).time
    #expect(last > 5 << 32)
    for part in [0, 1, 2, 17, 250, 499, 500, 501, 750, 999, 1000] {
      let time = last / 1000 * Int64(part)
      let decoded = decode(from: time, stream)
      let skippedCount = stream.events.count - decoded.events.count
      #expect(decoded.events == Array(stream.events[skippedCount...]), "\(part)")
      #expect(stream.events[..<skippedCount].allSatisfy { $0.time < time }, "\(part)")
      // Near, and found by reading little.
      let wanted = stream.events.count { $0.time >= time }
      #expect(decoded.events.count - wanted < 20_000, "\(part)")
      #expect(decoded.readByteCount < stream.bytes.count / 4, "\(part)")
    }
  }

  @Test func timesBeyondBothEndsAreFound() {
    let first = decode(from: .min, Self.long)
    #expect(first.events == Self.long.events)
    let last = decode(from: .max, Self.long)
    #expect(last.events.count < 20_000 && last.events == Array(Self.long.events.suffix(last.events.count)))
  }

  @Test func allPixelsOutsideMeansFromTheStart() {
    var file = DATFile()
    let outside = DATFile.second(x: 400, y: 0, polarity: 0)
    file.records = Array(repeating: (5, outside), count: 1_100_000)
    let stream = Stream(file)
    let decoded = decode(from: 10, stream)
    #expect(decoded.events.isEmpty && decoded.decodedByteCount == 1_100_000 * 8)
  }

  @Test func beforeTheHeaderHasBeenReadItMeansFromTheStart() throws {
    let bytes = DATDecoderTests.eventful.bytes
    var decoder = DATDecoder()
    var batch = EventBatch()
    _ = try decoder.decode(bytes.span.bytes.extracting(..<20), into: &batch)
    let offset = decoder.seek(toTime: 1 << 32, streamByteCount: UInt64(bytes.count)) { _, _ in 0 }
    #expect(offset == 0)
    #expect(DecodingOutcome(decoder, of: bytes) == DecodingOutcome(DATDecoder(), of: bytes))
  }

  @Test func statisticsStartAnew() throws {
    var decoder = DATDecoder()
    var batch = EventBatch()
    let bytes = DATDecoderTests.eventful.bytes
    _ = try decoder.decode(bytes.span.bytes, into: &batch)
    let before = decoder.statistics
    batch.removeAll()
    let offset = decoder.seek(toTime: 0, streamByteCount: UInt64(bytes.count)) { _, _ in 0 }
    #expect(decoder.statistics == DecodingStatistics())
    _ = try decoder.decode(bytes.span.bytes.extracting(Int(offset)...), into: &batch)
    #expect(decoder.statistics == before)
  }
}
