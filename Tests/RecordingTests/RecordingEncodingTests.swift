import EventFormats
import EventSources
import Events
import Foundation
import HDF5Files
import Recording
import TestSupport
import Testing

@Suite struct RecordingEncodingTests {
  @Test func extensionsNameFormats() {
    #expect(RecordingEncoding.encoding(ofPath: "/a.b/drive_td.DAT")?.format.format == .dat)
    #expect(RecordingEncoding.encoding(ofPath: "drive.xyz") == nil)
    #expect(RecordingEncoding.encoding(ofPath: "dat") == nil)
    #expect(RecordingEncoding.encoding(ofPath: "") == nil)
  }

  /// The worker for HDF5, beside the tests' own executable.
  private static let worker = HDF5WorkerCommand(
    program: URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
      .appending(path: "HDF5WorkerHost").path, arguments: [])

  private func batch(_ events: [Event], _ triggers: [TriggerEvent] = []) -> EventBatch {
    var batch = EventBatch(capacity: max(64, events.count))
    for event in events { batch.append(event) }
    batch.triggers = triggers
    return batch
  }

  private func read(_ path: String) throws -> (events: [Event], triggers: [TriggerEvent]) {
    var recording = try AnyRecording(path: path, hdf5Worker: Self.worker)
    var batch = EventBatch()
    var (events, triggers): ([Event], [TriggerEvent]) = ([], [])
    while try recording.read(into: &batch) {
      for index in 0..<batch.count { events.append(batch.events[index]) }
      triggers += batch.triggers
    }
    return (events, triggers)
  }

  @Test(arguments: RecordingEncoding.all.indices) func batchesComeBackFromTheFile(index: Int) throws {
    let encoding = RecordingEncoding.all[index]
    let folder = try TemporaryFolder()
    let path = folder.path("a.\(encoding.format.fileExtensions[0])")
    let events = (0..<40_000).map { (number: Int) in
      let polarity: Polarity = number % 5 < 2 ? .on : .off
      return Event(time: Int64(number) * 3, x: UInt16(number % 61), y: UInt16(number % 37), polarity: polarity)
    }
    let options = EncodingOptions(geometry: SensorGeometry(width: 64, height: 48))
    let writer = try encoding.makeWriter(path: path, overwrites: false, options: options)
    for start in stride(from: 0, to: events.count, by: 9_999) {
      try writer.write(batch(Array(events[start..<min(start + 9_999, events.count)])))
    }
    try writer.finish()
    #expect(try folder.names.count == 1)
    #expect(try read(path).events == events)
  }

  @Test(arguments: RecordingEncoding.all.indices) func recordingsAreSoughtIn(index: Int) throws {
    let encoding = RecordingEncoding.all[index]
    let folder = try TemporaryFolder()
    let path = folder.path("a.\(encoding.format.fileExtensions[0])")
    let events = (0..<90_000).map { Event(time: Int64($0) * 7, x: UInt16($0 % 61), y: 5, polarity: .off) }
    let options = EncodingOptions(geometry: SensorGeometry(width: 64, height: 48))
    let writer = try encoding.makeWriter(path: path, overwrites: false, options: options)
    try writer.write(batch(events))
    try writer.finish()
    var recording = try AnyRecording(path: path, hdf5Worker: Self.worker)
    var batch = EventBatch(capacity: 1000)
    for first in [89_999, 0, 70_001, 33] {
      try recording.seek(toSensorTime: events[first].time)
      var found: [Event] = []
      while try recording.read(into: &batch) {
        for index in 0..<batch.count { found.append(batch.events[index]) }
      }
      #expect(found == Array(events[first...]))
      #expect(recording.statistics.events == UInt64(found.count))
      #expect(recording.fractionRead == 1)
    }
  }

  @Test func triggersStandWhereTheirTimeIs() throws {
    let folder = try TemporaryFolder()
    let encoding = try #require(RecordingEncoding.encoding(of: .dat))
    let path = folder.path("triggers.dat")
    let triggers = [3, 9].map { TriggerEvent(time: $0, channel: 1, isRising: $0 == 3) }
    let writer = try encoding.makeWriter(
      path: path, overwrites: false, options: EncodingOptions(holdsTriggersOnly: true))
    try writer.write(batch([], triggers))
    try writer.finish()
    #expect(try read(path).triggers == triggers)
    // Formats that hold one kind refuse the other, and leave no file.
    let refusing = try encoding.makeWriter(
      path: folder.path("events.dat"), overwrites: false, options: EncodingOptions())
    let error = #expect(throws: RecordingError.self) {
      try refusing.write(batch([Event(time: 0, x: 0, y: 0, polarity: .on)], triggers))
    }
    #expect(error?.code == .notRepresentable)
  }

  @Test(arguments: RecordingEncoding.all.indices) func pipesAreForStreams(index: Int) {
    let encoding = RecordingEncoding.all[index]
    guard !encoding.isStreamable else { return }
    #expect(throws: RecordingError.self) {
      _ = try encoding.makeWriter(path: "-", overwrites: false, options: EncodingOptions())
    }
  }
}
