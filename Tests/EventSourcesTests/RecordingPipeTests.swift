import EventFormats
import EventSources
import Events
import Foundation
import TestSupport
import Testing

/// Recordings that come through a pipe, as standard input often does.
@Suite struct RecordingPipeTests {
  /// A named pipe that a thread writes `pieces` into, one each time `next` is signalled.
  struct Pipe {
    let path: String
    let next = DispatchSemaphore(value: 0)

    init(_ folder: TemporaryFolder, pieces: [[UInt8]]) throws {
      path = folder.path("pipe")
      try #require(mkfifo(path, 0o600) == 0)
      Thread.detachNewThread { [path, next] in
        let descriptor = open(path, O_WRONLY)
        for piece in pieces {
          next.wait()
          _ = piece.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        }
        next.wait()
        close(descriptor)
      }
    }
  }

  @Test func givesEventsAsTheyCome() throws {
    let folder = try TemporaryFolder()
    let recording = try Recording(count: 100, step: 7)
    let header = recording.bytes.count - 800
    // Two events and a half; seven and a half; the rest.
    let cuts = [0, header + 20, header + 80, recording.bytes.count]
    let pipe = try Pipe(folder, pieces: (0..<3).map { Array(recording.bytes[cuts[$0]..<cuts[$0 + 1]]) })
    pipe.next.signal()
    var file = try RecordingFile(path: pipe.path)
    #expect(file.byteCount == nil)
    var batch = EventBatch()
    var counts: [Int] = []
    var events: [Event] = []
    for _ in 0..<3 {
      let hasEvents = try file.read(into: &batch)
      #expect(hasEvents)
      counts.append(batch.count)
      for index in 0..<batch.count { events.append(batch.events[index]) }
      pipe.next.signal()
    }
    let goesOn = try file.read(into: &batch)
    #expect(!goesOn && counts == [2, 8, 90] && events == recording.events)
  }

  @Test func isSoughtInOnlyBeforeItIsRead() throws {
    let folder = try TemporaryFolder()
    let recording = try Recording(count: 2000, step: 5_000_000)
    let pipe = try Pipe(folder, pieces: [recording.bytes])
    pipe.next.signal()
    pipe.next.signal()
    var file = try RecordingFile(path: pipe.path)
    let time: Int64 = 5_000_000_000
    try file.seek(toSensorTime: time)
    let read = try readAll(&file)
    #expect(read.events == Array(recording.events.drop { $0.time < time }))
    let error = #expect(throws: EventSourceError.self) { try file.seek(toSensorTime: 0) }
    #expect(error?.code == .unsupported)
  }
}
