import EventFormats
import EventSources
import Events
import Foundation
import Pipeline
import TestSupport
import Testing

/// What of a camera is in which file.
@Suite struct CameraRecorderTests {
  @Test(arguments: [RecordingRules.EventFile.raw, .mcap]) func everyEventAndWindowIsRecorded(
    events: RecordingRules.EventFile
  ) throws {
    let camera = try RecordedCamera { $0.events = events }
    for start in stride(from: 0, to: 1_000_000, by: 20_000) as StrideTo<Int64> {
      camera.give(start..<start + 20_000)
      camera.give(window: start..<start + 20_000, detections: start % 3 == 0 ? 2 : 0)
    }
    camera.recorder.finish()
    let (state, counts) = camera.recorder.status
    #expect(state.phase == .ended && counts.events == 100_000 && counts.windows == 50 && counts.lost.isEmpty)
    #expect(try camera.names("mcap").count == 1 && camera.names("raw").count == (events == .raw ? 1 : 0))
    let name = try #require(camera.names(events.rawValue).first)
    #expect(name.hasPrefix("test_") && name.hasSuffix("Z_7.\(events.rawValue)"))
    #expect(try camera.times(name) == RecordedCamera.times(0..<1_000_000))
    let bytes = try camera.folder.names.reduce(0) { try $0 + camera.folder.read($1).count }
    #expect(try counts.bytes == UInt64(bytes) && counts.files == UInt64(camera.folder.names.count))
  }

  @Test func onlyWhatIsAskedForIsRecorded() throws {
    let camera = try RecordedCamera { $0.events = .none }
    camera.give(0..<10_000)
    camera.give(window: 0..<10_000, detections: 1)
    camera.recorder.finish()
    #expect(camera.recorder.status.counts.events == 0 && camera.recorder.status.counts.windows == 1)
    let events = try RecordedCamera {
      $0.recordsDetections = false
      $0.events = .raw
    }
    events.give(0..<10_000)
    events.give(window: 0..<10_000, detections: 1)
    events.recorder.finish()
    #expect(try events.folder.names.count == 1 && events.recorder.status.counts.windows == 0)
  }

  @Test func disorderAndTriggersAreKept() throws {
    let camera = try RecordedCamera { $0.events = .raw }
    var batch = EventBatch(capacity: 4000)
    // Over the edges of the 4096 microseconds that EVT3 cannot step back over.
    for index in 0..<2000 as Range<Int64> {
      batch.append(RecordedCamera.event(at: index * 10 - (index % 11 == 5 ? 30 : 0) + 100))
    }
    batch.triggers = [TriggerEvent(time: 4_100, channel: 0, isRising: true)]
    camera.recorder.take(
      batch, 0..<batch.count, segment: 1, geometry: RecordedCamera.geometry, clockOffsetNanoseconds: nil)
    camera.recorder.finish()
    let names = try camera.names("raw")
    #expect(names.count == 1 && camera.recorder.status.counts.lost.isEmpty)
    #expect(try camera.times(names[0]).count == 2000 && camera.recorder.status.counts.events == 2000)
    var recording = try AnyRecording(path: camera.folder.path(names[0]))
    var read = EventBatch(capacity: 4000)
    var triggers: [TriggerEvent] = []
    while try recording.read(into: &read) { triggers += read.triggers }
    #expect(triggers == [TriggerEvent(time: 4_100, channel: 0, isRising: true)])
  }

  @Test func whatTheFormatCannotHoldIsCounted() throws {
    let camera = try RecordedCamera { $0.events = .raw }
    var batch = EventBatch(capacity: 64)
    for x in [5, 60, 59, 2047] as [UInt16] { batch.append(Event(time: Int64(x), x: x, y: 3, polarity: .off)) }
    camera.recorder.take(batch, 0..<4, segment: 1, geometry: RecordedCamera.geometry, clockOffsetNanoseconds: nil)
    camera.recorder.finish()
    #expect(camera.recorder.status.counts.events == 2)
    #expect(camera.recorder.status.counts.lost[.notRepresentable]?.events == 2)
  }

  @Test func aFileIsFollowedByAnotherBySizeAndByDuration() throws {
    let bySize = try RecordedCamera {
      $0.events = .raw
      $0.fileBytes = 20_000
    }
    let byDuration = try RecordedCamera {
      $0.events = .raw
      $0.fileMicroseconds = 200_000
    }
    for start in stride(from: 0, to: 1_000_000, by: 20_000) as StrideTo<Int64> {
      for camera in [bySize, byDuration] {
        camera.give(start..<start + 20_000)
        camera.give(window: start..<start + 20_000, detections: 1)
      }
    }
    for camera in [bySize, byDuration] { camera.recorder.finish() }
    let sizes = try bySize.names("raw").map { try bySize.folder.read($0).count }
    // A block more than that, of at most two words an event and some for time.
    #expect(sizes.count > 3 && sizes.dropLast().allSatisfy { (20_000...60_000).contains($0) }, "\(sizes)")
    #expect(try bySize.names("raw").flatMap { try bySize.times($0) } == RecordedCamera.times(0..<1_000_000))
    let parts = try byDuration.names("raw").map { try byDuration.times($0) }
    #expect(parts.flatMap { $0 } == RecordedCamera.times(0..<1_000_000) && parts.count >= 4)
    #expect(parts.allSatisfy { $0[$0.count - 1] - $0[0] < 300_000 })
    #expect(try byDuration.names("mcap").count == 5)
  }

  @Test func whereTimeBeginsAnewAFurtherFileIsBegun() throws {
    let camera = try RecordedCamera { $0.events = .raw }
    camera.give(100_000..<150_000, segment: 1)
    camera.give(0..<50_000, segment: 2)
    // Forward, as after a gap: the same file.
    camera.give(5_000_000..<5_050_000, segment: 3)
    camera.recorder.finish()
    let parts = try camera.names("raw").map { try camera.times($0) }
    #expect(
      parts == [
        RecordedCamera.times(100_000..<150_000),
        RecordedCamera.times(0..<50_000) + RecordedCamera.times(5_000_000..<5_050_000),
      ])
  }

  @Test func theOldestFilesOfThisCameraAreRemoved() throws {
    let folder = try TemporaryFolder()
    try folder.write([UInt8](repeating: 0, count: 100_000), to: "test_20200101T000000.000Z_1.raw")
    try folder.write([UInt8](repeating: 0, count: 100_000), to: "other_20200101T000000.000Z_1.raw")
    try folder.write([UInt8](repeating: 0, count: 100_000), to: "test.raw")
    let camera = try RecordedCamera(in: folder) {
      $0.recordsDetections = false
      $0.events = .raw
      $0.fileBytes = 20_000
      $0.keptBytes = 120_000
    }
    for start in stride(from: 0, to: 4_000_000, by: 20_000) as StrideTo<Int64> { camera.give(start..<start + 20_000) }
    camera.recorder.finish()
    let (names, counts) = (try folder.names, camera.recorder.status.counts)
    #expect(names.contains("other_20200101T000000.000Z_1.raw") && names.contains("test.raw"))
    #expect(!names.contains("test_20200101T000000.000Z_1.raw") && counts.removedFiles > 1)
    let kept = names.filter { $0.hasPrefix("test_") }
    #expect(try kept.reduce(0) { try $0 + folder.read($1).count } <= 120_000)
    #expect(UInt64(kept.count) == counts.files + 1 - counts.removedFiles)
    // The newest, to the last event.
    let times = try kept.flatMap { try camera.times($0) }
    #expect(times == RecordedCamera.times((times.first ?? 0)..<4_000_000) && !times.isEmpty)
  }
}
