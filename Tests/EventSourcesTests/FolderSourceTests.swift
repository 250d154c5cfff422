import EventFormats
import EventSources
import Events
import Foundation
import TestSupport
import Testing

/// A folder as a source: its recordings in the order of their names.
@Suite struct FolderSourceTests {
  private func open(_ folder: TemporaryFolder) throws(EventSourceError) -> CameraSource {
    try CameraSource(LiveSourceSettings(address: try SourceAddress(folder.url.path)))
  }

  @Test func recordingsFollowEachOtherByNameAndBeginSessions() throws {
    let folder = try TemporaryFolder()
    let recordings = try [300, 2000, 70].map { try Recording(count: $0, step: 11) }
    for (recording, name) in zip(recordings, ["c_td.dat", "a_td.dat", "b_td.dat"]) {
      try folder.write(recording.bytes, to: name)
    }
    try folder.write("boxes and notes, no events".utf8, to: "README.md")
    try folder.write([1, 2, 3], to: ".hidden")
    var source = try open(folder)
    for _ in 0..<2 {
      var batch = EventBatch(capacity: 64)
      var (events, starts) = ([Event](), [Int]())
      while try source.read(into: &batch) {
        if source.timing?.beginsSession == true { starts.append(events.count) }
        for index in 0..<batch.count { events.append(batch.events[index]) }
      }
      #expect(events == recordings[1].events + recordings[2].events + recordings[0].events)
      #expect(starts == [2000, 2070] && source.statistics.events == 2370)
      try source.seek(toSensorTime: .min)
    }
    #expect(!source.isLive && source.control == nil)
    let error = #expect(throws: EventSourceError.self) { try source.seek(toSensorTime: 5) }
    #expect(error?.code == .unsupported)
  }

  @Test func aFolderWithoutRecordingsSaysSo() throws {
    let folder = try TemporaryFolder()
    try folder.write("nothing to see".utf8, to: "note.txt")
    let error = #expect(throws: EventSourceError.self) { _ = try open(folder) }
    #expect(error?.code == .missing && error?.message.contains("1 files") == true)
  }

  @Test func aFileIsOpenedAsItIs() throws {
    let folder = try TemporaryFolder()
    let recording = try Recording(count: 100, step: 3)
    let path = try folder.write(recording.bytes, to: "a.dat")
    var source = try CameraSource(LiveSourceSettings(address: try SourceAddress(path)))
    let read = try readAll(&source)
    #expect(read.events == recording.events && source.timing == nil)
  }
}
