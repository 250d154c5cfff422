import EventFormats
import EventSources
import Events
import Foundation
import TestSupport
import Testing

@Suite struct RecordingFileTests {
  @Test func givesAllEventsWhateverTheReadSize() throws {
    let folder = try TemporaryFolder()
    let recording = try Recording(count: 5000, step: 7)
    let path = try folder.write(recording.bytes + [1, 2, 3], to: "a.dat")
    for readByteCount in [1, 2, 3, 7, 4096, 1 << 20] {
      for capacity in [64, 1000, 16_384] {
        var file = try RecordingFile(path: path, readByteCount: readByteCount)
        #expect(file.description.format == .dat && file.geometry == Recording.geometry)
        #expect(file.statistics.events == 0)
        let read = try readAll(&file, capacity: capacity)
        #expect(read.events == recording.events)
        #expect(file.statistics.events == 5000 && file.statistics[.truncated] == 1)
        #expect(file.bytePosition == UInt64(recording.bytes.count + 3) && file.byteCount == file.bytePosition)
      }
    }
  }

  /// The order of EVT2.1 words may be found only at the end of the file, and then there are more events than fit.
  @Test func eventsFoundAtTheEndAreGiven() throws {
    let folder = try TemporaryFolder()
    let words: [UInt64] = [0x8000_0001_0000_0000] + [UInt64](repeating: 0x1000_0000_0000_0FFF, count: 20)
    let bytes = words.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) } }
    let path = try folder.write(Array("% evt 2.1\n% end\n".utf8) + bytes + [1], to: "a.raw")
    for capacity in [64, 240, 1000] {
      var file = try RecordingFile(path: path)
      #expect(file.description.format == .evt21)
      let read = try readAll(&file, capacity: capacity)
      #expect(read.events.count == 240 && read.events.allSatisfy { $0.time == 64 })
      #expect(file.statistics[.truncated] == 1)
    }
  }

  @Test func batchesAreFilled() throws {
    let folder = try TemporaryFolder()
    let recording = try Recording(count: 1000, step: 7)
    var file = try RecordingFile(path: folder.write(recording.bytes, to: "a.dat"), readByteCount: 100)
    var batch = EventBatch(capacity: 300)
    var counts: [Int] = []
    while try file.read(into: &batch) { counts.append(batch.count) }
    #expect(counts == [300, 300, 300, 100])
    let left = batch.count
    #expect(left == 0)
    let again = try file.read(into: &batch)
    #expect(!again)
  }

  @Test func triggersComeAlone() throws {
    let folder = try TemporaryFolder()
    let triggers = (0..<500).map { TriggerEvent(time: Int64($0) * 10, channel: 1, isRising: $0 % 2 == 0) }
    var encoder = DATEncoder(options: .init(eventType: .trigger))
    var bytes: [UInt8] = []
    try encoder.encode(triggers: triggers, into: &bytes)
    var file = try RecordingFile(path: folder.write(bytes, to: "t.dat"), readByteCount: 512)
    var batch = EventBatch(capacity: 64)
    let hasTriggers = try file.read(into: &batch)
    #expect(hasTriggers && batch.triggers.count < 64 + 512 / 8)
    try file.seek(toSensorTime: 0)
    let all = try readAll(&file)
    #expect(all.triggers == triggers && all.events.isEmpty && file.statistics.triggers == 500)
    try file.seek(toSensorTime: 1234)
    let rest = try readAll(&file)
    #expect(rest.triggers == triggers.filter { $0.time >= 1234 })
    #expect(file.statistics.triggers == UInt64(rest.triggers.count))
  }

  @Test func theGeometryCanBeGiven() throws {
    let folder = try TemporaryFolder()
    let recording = try Recording(count: 500, step: 7)
    let small = SensorGeometry(width: 100, height: 240)
    var file = try RecordingFile(
      path: folder.write(recording.bytes, to: "a.dat"), options: DecodingOptions(geometry: small))
    #expect(file.geometry == small && file.description.geometryOrigin == .option)
    let read = try readAll(&file)
    #expect(read.events == recording.events.filter { $0.x < 100 })
    #expect(file.statistics[.outOfRange] == UInt64(500 - read.events.count))
  }

  @Test func theFormatCanBeGiven() throws {
    let folder = try TemporaryFolder()
    // Too few records to be recognised without a header.
    let path = try folder.write([5, 0, 0, 0, 3, 0, 1, 0], to: "a.dat")
    let error = #expect(throws: EventSourceError.self) { _ = try RecordingFile(path: path).geometry }
    #expect(error?.code == .badData && error?.cause?.code == .notThisFormat)
    var file = try RecordingFile(path: path, format: .dat)
    let read = try readAll(&file)
    #expect(read.events == [Event(time: 5, x: 3, y: 4, polarity: .off)])
  }

  @Test func saysWhatCannotBeRead() throws {
    let folder = try TemporaryFolder()
    let header = Array("% Version 2\n% Width 304\n% Height 240\n".utf8)
    let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 0]
    let cases: [(path: String, code: EventSourceError.Code, cause: EventFormatError.Code?, word: String)] = [
      (folder.path("absent.dat"), .missing, nil, "absent.dat"),
      (folder.path("absent/a.dat"), .missing, nil, "absent/a.dat"),
      (folder.url.path, .notAFile, nil, "folder"),
      (try folder.write([], to: "empty.dat"), .badData, .empty, "empty.dat"),
      (try folder.write(png, to: "picture.dat"), .badData, .notThisFormat, "PNG"),
      (try folder.write(Array("hello\n".utf8), to: "text.dat"), .badData, .notThisFormat, "text"),
      (try folder.write(header, to: "cut.dat"), .badData, .badHeader, "cut off"),
      (try folder.write(header + [0x0C], to: "cut2.dat"), .badData, .badHeader, "cut off"),
      (try folder.write(header + [0x28, 28], to: "flow.dat"), .badData, .unsupported, "optical flow"),
    ]
    for (path, code, cause, word) in cases {
      let error = #expect(throws: EventSourceError.self) { _ = try RecordingFile(path: path).geometry }
      #expect(error?.code == code && error?.cause?.code == cause && error?.path == path)
      #expect(error?.description.contains(word) == true, "\(error?.description ?? "")")
    }
  }

  @Test func aHeaderOnlyIsAnEmptyRecording() throws {
    let folder = try TemporaryFolder()
    let recording = try Recording(count: 0, step: 1)
    var file = try RecordingFile(path: folder.write(recording.bytes, to: "a.dat"))
    let read = try readAll(&file)
    #expect(read.events.isEmpty && file.statistics == DecodingStatistics())
    try file.seek(toSensorTime: 5)
    let again = try readAll(&file)
    #expect(again.events.isEmpty)
  }

  @Test func aFileThatShrinksEndsEarly() throws {
    let folder = try TemporaryFolder()
    let recording = try Recording(count: 400_000, step: 7)
    let path = try folder.write(recording.bytes, to: "a.dat")
    var file = try RecordingFile(path: path)
    var batch = EventBatch()
    let hasEvents = try file.read(into: &batch)
    #expect(hasEvents)
    let handle = try #require(FileHandle(forWritingAtPath: path))
    try handle.truncate(atOffset: 2_000_004)
    let rest = try readAll(&file)
    let read = batch.count + rest.events.count
    #expect(read < 400_000 && read >= 16_384)
    #expect(rest.events == Array(recording.events[batch.count..<read]))
  }
}
