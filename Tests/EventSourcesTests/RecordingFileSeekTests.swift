import EventFormats
import EventSources
import Events
import TestSupport
import Testing

@Suite struct RecordingFileSeekTests {
  /// What is left when everything before the first event of `time` or later is dropped.
  func rest(_ events: [Event], from time: Int64) -> [Event] { Array(events.drop { $0.time < time }) }

  @Test func actsAsIfAllBeforeHadBeenDropped() throws {
    let folder = try TemporaryFolder()
    // Two wraps of the 32-bit time.
    let recording = try Recording(count: 2000, step: 5_000_000)
    let path = try folder.write(recording.bytes, to: "a.dat")
    var file = try RecordingFile(path: path)
    let last = try #require(recording.events.last).time
    #expect(last > 2 << 32)
    for time in [last, 0, last / 2, -5, last + 1, 1 << 32, (1 << 32) + 4, recording.events[13].time, .max, .min] {
      try file.seek(toSensorTime: time)
      let read = try readAll(&file)
      #expect(read.events == rest(recording.events, from: time))
      #expect(file.statistics.events == UInt64(read.events.count))
    }
  }

  @Test func longFilesAreSearched() throws {
    let folder = try TemporaryFolder()
    let recording = try Recording(count: 1_200_000, step: 9000)
    let path = try folder.write(recording.bytes, to: "a.dat")
    let last = try #require(recording.events.last).time
    #expect(last > 2 << 32)
    var file = try RecordingFile(path: path)
    var batch = EventBatch(capacity: 64)
    for part in [900, 1, 500, 333] as [Int64] {
      let time = last / 1000 * part
      try file.seek(toSensorTime: time)
      // The position shows that what was dropped was not decoded from the start.
      #expect(file.bytePosition > UInt64(recording.bytes.count) / 1000 * UInt64(part - 1))
      let hasEvents = try file.read(into: &batch)
      let expected = rest(recording.events, from: time)
      #expect(hasEvents && batch.events[0] == expected.first)
      let remaining = try readAll(&file, capacity: 16_384)
      #expect(remaining.events == Array(expected.dropFirst(batch.count)))
    }
  }
}
