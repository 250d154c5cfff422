import EventFormats
import EventSources
import Events
import Foundation
import Recording
import TestSupport
import Testing

@Suite struct EventRecorderTests {
  private static let description = {
    var description = StreamDescription(format: .dat)
    description.geometry = SensorGeometry(width: 64, height: 48)
    return description
  }()

  private func batch(from time: Int64, count: Int = 1000) -> EventBatch {
    var batch = EventBatch(capacity: count)
    for index in 0..<count {
      batch.append(Event(time: time + Int64(index), x: UInt16(index % 64), y: UInt16(index % 48), polarity: .on))
    }
    return batch
  }

  private func times(_ path: String) throws -> [Int64] {
    var recording = try AnyRecording(path: path)
    var batch = EventBatch()
    var times: [Int64] = []
    while try recording.read(into: &batch) {
      for index in 0..<batch.count { times.append(batch.events[index].time) }
    }
    return times
  }

  @Test func whereTimeBeginsAnewAFurtherFileIsBegun() throws {
    let folder = try TemporaryFolder()
    let encoding = try #require(RecordingEncoding.encoding(of: .evt3))
    let recorder = try EventRecorder(path: folder.path("a.raw"), encoding: encoding, overwrites: false)
    for start in [100_000_000, 100_001_000, 0, 1_000] as [Int64] {
      var batch = batch(from: start)
      try recorder.write(&batch, description: Self.description)
      #expect(batch.count == 1000)
    }
    try recorder.finish()
    #expect(recorder.counts.paths == [folder.path("a.raw"), folder.path("a.2.raw")])
    #expect(recorder.counts.events == 4000)
    #expect(try times(folder.path("a.raw")) == Array(100_000_000..<100_002_000))
    #expect(try times(folder.path("a.2.raw")) == Array(0..<2000))
  }

  @Test func whatWasFlushedIsThereBeforeTheEnd() throws {
    let folder = try TemporaryFolder()
    let encoding = try #require(RecordingEncoding.encoding(of: .dat))
    let recorder = try EventRecorder(path: folder.path("a.dat"), encoding: encoding, overwrites: false)
    #expect(try folder.names.isEmpty)
    var batch = batch(from: 5)
    try recorder.write(&batch, description: Self.description)
    try recorder.flush()
    #expect(try times(folder.path("a.dat")) == Array(5..<1005))
    #expect(throws: RecordingError.self) {
      try EventRecorder(path: folder.path("a.dat"), encoding: encoding, overwrites: false)
    }
  }

  @Test(arguments: [
    ("drive.raw", "drive.2.raw"), ("/a.b/drive", "/a.b/drive.2"), ("a/drive.raw.gz", "a/drive.2.raw.gz"),
    (".hidden", ".hidden.2"),
  ])
  func partsHaveTheirNumbers(path: String, expected: String) {
    #expect(EventRecorder.path(path, part: 2) == expected)
  }
}
