import EventFormats
import EventSources
import Events
import Foundation
import Messages
import Pipeline
import SpikingNetwork
import TestSupport
import Testing

/// Recording while the disk is full or does not answer.
@Suite struct RecordingDiskTests {
  @Test func aFullDiskPausesRecordingUntilThereIsRoom() throws {
    let camera = try RecordedCamera {
      $0.events = .raw
      $0.reserveBytes = 100 << 20
    }
    camera.disk.freeBytes = 200 << 20
    camera.give(0..<100_000)
    camera.give(window: 0..<100_000, detections: 1)
    try camera.wait { camera.recorder.status.counts.events == 10_000 }
    camera.disk.freeBytes = 99 << 20
    try camera.wait { camera.recorder.status.state.phase == .paused }
    #expect(camera.recorder.status.state.reason.contains("99 MiB are free"))
    // What was closed is complete.
    #expect(try camera.times(camera.names("raw")[0]) == RecordedCamera.times(0..<100_000))
    camera.give(100_000..<200_000)
    camera.give(window: 100_000..<200_000, detections: 1)
    try camera.wait { camera.recorder.status.counts.lost[.diskFull]?.windows == 1 }
    try camera.wait { camera.recorder.status.counts.lost[.diskFull]?.events == 10_000 }
    camera.disk.freeBytes = 200 << 20
    // It goes on with what comes then.
    var start: Int64 = 200_000
    while camera.recorder.status.state.phase == .paused {
      camera.give(start..<start + 10_000)
      start += 10_000
      usleep(10_000)
    }
    camera.recorder.finish()
    let counts = camera.recorder.status.counts
    #expect(try camera.names("raw").count == 2 && camera.names("mcap").count == 1)
    let last = try camera.times(camera.names("raw")[1])
    #expect(last == RecordedCamera.times(last[0]..<start))
    #expect(counts.events + (counts.lost[.diskFull]?.events ?? 0) == UInt64(start / 10))
  }

  @Test func aWriteThatFailsLeavesAFileThatCanBeRead() throws {
    let camera = try RecordedCamera { $0.events = .raw }
    camera.give(0..<50_000)
    try camera.wait { camera.recorder.status.counts.events == 5_000 }
    camera.disk.isFull = true
    camera.give(50_000..<100_000)
    try camera.wait { camera.recorder.status.state.phase == .paused }
    #expect(camera.recorder.status.state.reason.contains("No space left"))
    camera.disk.isFull = false
    var start: Int64 = 100_000
    while camera.recorder.status.state.phase == .paused {
      camera.give(start..<start + 10_000)
      start += 10_000
      usleep(10_000)
    }
    camera.recorder.finish()
    let parts = try camera.names("raw").map { try camera.times($0) }
    #expect(parts.first == RecordedCamera.times(0..<50_000) && parts.last?.last == start - 10)
    let counts = camera.recorder.status.counts
    #expect(counts.events == UInt64(parts.joined().count))
    #expect(counts.events + (counts.lost[.diskFull]?.events ?? 0) == UInt64(start / 10))
  }

  @Test func aFolderThatCannotBeMadeIsSaidAndTriedAgain() throws {
    let folder = try TemporaryFolder()
    try folder.write([1], to: "file")
    var rules = RecordingRules(folder: folder.path("file"), camera: "test", session: 7)
    rules.events = .none
    let recorder = try CameraRecorder(rules)
    recorder.take(RecordedCamera.frame(0..<10, detections: 0), segment: 1)
    for _ in 0..<10_000 where recorder.status.state.phase != .paused { usleep(1_000) }
    #expect(recorder.status.state.phase == .paused && recorder.status.counts.lost[.writeFailed]?.windows == 1)
    #expect(recorder.status.state.reason.contains(folder.path("file")))
    try FileManager.default.removeItem(atPath: folder.path("file"))
    for _ in 0..<1_000 where recorder.status.state.phase == .paused {
      recorder.take(RecordedCamera.frame(0..<10, detections: 0), segment: 1)
      usleep(10_000)
    }
    #expect(recorder.status.state.phase == .recording)
    recorder.finish()
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path("file")).count == 1)
  }

  /// What subscribers get, and when the pipeline ends, does not depend on the disk.
  @Test(arguments: [RecordingRules.EventFile.raw, .mcap]) func aStalledDiskChangesNothingForOthers(
    events: RecordingRules.EventFile
  ) throws {
    let recording = try TestRecording(count: 40_000)
    let plan = try TestModel.plan()
    let expected = try CameraPipelineTests.replay(recording, plan: plan).output.frames.map(\.withoutHostTimes)
    let camera = try RecordedCamera {
      $0.events = events
      $0.memoryBytes = 1
    }
    camera.disk.isStalled = true
    defer { camera.disk.isStalled = false }
    let (statistics, output, failure) = try CameraPipelineTests.replay(recording, plan: plan) {
      configuration, options in
      configuration.recorder = camera.recorder
      options.pace = .factor(1)
    }
    #expect(failure == nil && output.frames.map(\.withoutHostTimes) == expected && expected.count == 40)
    #expect(statistics.events == 40_000 && camera.disk.hasWaited)
    // More than memory holds was lost, and is counted; the rest is written once the disk answers.
    #expect(camera.recorder.status.state.phase == .recording)
    camera.disk.isStalled = false
    try camera.wait { camera.recorder.status.state.phase == .ended }
    let counts = camera.recorder.status.counts
    let lost = counts.lost[.queueFull]?.events ?? 0
    #expect(lost > 0 && counts.events > 0 && counts.events + lost == 40_000)
    guard events == .mcap else { return }
    // The hole is to be seen in the file.
    var source = try AnyRecording(path: camera.folder.path(camera.names("mcap")[0]))
    var batch = EventBatch()
    while try source.read(into: &batch) {}
    #expect(source.statistics.lostPackets > 0)
  }

  /// The whole path: what the pipeline read and published is what is in the files.
  @Test func aPipelineRecordsWhatItReads() throws {
    let recording = try TestRecording(count: 8_000)
    let camera = try RecordedCamera { $0.events = .raw }
    let (_, output, failure) = try CameraPipelineTests.replay(recording, plan: try TestModel.plan()) {
      configuration, options in
      configuration.recorder = camera.recorder
      options.loops = 2
    }
    #expect(failure == nil && output.frames.count == 16)
    let counts = camera.recorder.status.counts
    #expect(counts.windows == 16 && counts.events == 16_000 && counts.lost.isEmpty)
    // The second round begins anew, in files of its own.
    let names = try camera.names("raw")
    #expect(try names.count == 2 && camera.names("mcap").count == 2)
    for name in names {
      var events: [Event] = []
      var source = try AnyRecording(path: camera.folder.path(name))
      var batch = EventBatch()
      while try source.read(into: &batch) { for index in 0..<batch.count { events.append(batch.events[index]) } }
      #expect(events.map(\.time) == recording.events.map(\.time).sorted())
      #expect(Set(events) == Set(recording.events))
    }
  }
}
