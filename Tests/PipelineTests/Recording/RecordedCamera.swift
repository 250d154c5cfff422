import Detections
import EventSources
import Events
import Foundation
import Messages
import Pipeline
import TestSupport

/// A recorder in a folder of its own, with events and windows to give it, and what is then in the files.
struct RecordedCamera {
  static let geometry = SensorGeometry(width: 60, height: 50)

  let folder: TemporaryFolder
  let disk: TestDisk
  let recorder: CameraRecorder

  init(
    in folder: TemporaryFolder? = nil, configure: (inout RecordingRules) -> Void = { _ in }
  ) throws {
    let folder = try folder ?? TemporaryFolder()
    var rules = RecordingRules(folder: folder.url.path, camera: "test", session: 7)
    configure(&rules)
    self.folder = folder
    disk = TestDisk()
    recorder = try CameraRecorder(rules, disk: disk)
  }

  /// Gives events, one every `step` microseconds.
  func give(_ times: Range<Int64>, step: Int64 = 10, segment: UInt64 = 1, triggers: [TriggerEvent] = []) {
    var batch = EventBatch(capacity: max(64, Int((times.upperBound - times.lowerBound) / step) + 1))
    for time in stride(from: times.lowerBound, to: times.upperBound, by: Int(step)) {
      batch.append(Self.event(at: time))
    }
    batch.triggers = triggers
    recorder.take(batch, 0..<batch.count, segment: segment, geometry: Self.geometry, clockOffsetNanoseconds: nil)
  }

  /// Gives a window.
  func give(window: Range<Int64>, detections: Int, segment: UInt64 = 1) {
    recorder.take(Self.frame(window, detections: detections), segment: segment)
  }

  /// Waits for something that must come about.
  func wait(until condition: () -> Bool) throws {
    for _ in 0..<30_000 {
      if condition() { return }
      usleep(1_000)
    }
    throw SocketPeer.Failure(description: "it does not come about: \(recorder.status)")
  }

  /// The names of the files with an extension, in the order in which they were begun.
  func names(_ fileExtension: String) throws -> [String] {
    try folder.names.filter { $0.hasSuffix(".\(fileExtension)") }
  }

  /// The times of the events in a file.
  func times(_ name: String) throws -> [Int64] {
    var recording = try AnyRecording(path: folder.path(name))
    var batch = EventBatch()
    var times: [Int64] = []
    while try recording.read(into: &batch) {
      for index in 0..<batch.count {
        let event = batch.events[index]
        guard event == Self.event(at: event.time) else {
          throw SocketPeer.Failure(description: "\(event) is not what was given")
        }
        times.append(event.time)
      }
    }
    return times
  }

  /// The times of `give`.
  static func times(_ times: Range<Int64>, step: Int64 = 10) -> [Int64] {
    Array(stride(from: times.lowerBound, to: times.upperBound, by: Int(step)))
  }

  static func event(at time: Int64) -> Event {
    let place = Int(truncatingIfNeeded: time / 10)
    return Event(time: time, x: UInt16(abs(place % 60)), y: UInt16(abs(place / 60 % 50)), polarity: .on)
  }

  static func frame(_ window: Range<Int64>, detections: Int) -> DetectionFrame {
    DetectionFrame(
      source: "test", session: 7, sequence: 0, windowStartMicroseconds: window.lowerBound,
      windowEndMicroseconds: window.upperBound, clock: .file, geometry: geometry, events: 1, model: 1,
      detections: (0..<detections).map {
        Detection(x: Float($0), y: 1, width: 2, height: 3, score: 0.5, classID: 0, trackID: 0)
      })
  }
}
