import EventFormats
import EventSources
import Events
import Foundation
import HDF5Files
import Testing

/// What becomes of workers that die, stall or send nonsense.
@Suite struct WorkerTests {
  /// A worker that is a shell script; the recording's path is its `$0`.
  static func script(_ text: String) -> HDF5WorkerCommand {
    HDF5WorkerCommand(program: "/bin/sh", arguments: ["-c", text])
  }

  /// The bytes of a frame as `printf` takes them.
  static func frame(_ kind: UInt32, _ payload: [UInt8], length: Int? = nil) -> String {
    var bytes: [UInt8] = []
    bytes.append(littleEndian: kind)
    bytes.append(littleEndian: UInt32(length ?? payload.count))
    return (bytes + payload).map { "\\" + String(Int($0) | 0o1000, radix: 8).dropFirst() }.joined()
  }

  /// A description of a sensor of 4x4 pixels.
  static let description: [UInt8] = {
    var bytes: [UInt8] = []
    for text in ["hdf5", "ecf"] {
      bytes.append(littleEndian: UInt64(text.utf8.count))
      bytes += text.utf8
    }
    bytes.append(littleEndian: 4 as UInt64)
    bytes.append(littleEndian: 4 as UInt64)
    bytes.append(littleEndian: 6 as UInt64)
    bytes += "header".utf8
    bytes.append(littleEndian: 0 as UInt64)
    return bytes
  }()

  static func record(x: UInt16, y: UInt16, polarity: UInt32) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(littleEndian: x)
    bytes.append(littleEndian: y)
    bytes.append(littleEndian: polarity)
    bytes.append(littleEndian: 77 as Int64)
    return bytes
  }

  /// Reads with a worker until its error, and gives what came before.
  static func read(_ worker: HDF5WorkerCommand, stallMilliseconds: Int32 = 20_000) throws -> (
    events: [Event], error: EventSourceError?
  ) {
    let folder = try TemporaryFolder()
    let path = try folder.write([1], to: "a.hdf5")
    var events: [Event] = []
    do throws(EventSourceError) {
      var recording = try HDF5Recording(path: path, worker: worker, stallMilliseconds: stallMilliseconds)
      var batch = EventBatch(capacity: 64)
      while try recording.read(into: &batch) {
        for index in batch.events.indices { events.append(batch.events[index]) }
      }
    } catch {
      return (events, error)
    }
    return (events, nil)
  }

  @Test(arguments: [
    ("kill -SEGV $$", "signal 11"), ("kill -XCPU $$", "processor time"), ("exit 3", "status 3"), ("", "status 0"),
    ("printf abc", "status 0"), ("echo usage: something entirely different", "must not"),
  ])
  func deathIsReported(text: String, said: String) throws {
    let (events, error) = try Self.read(Self.script(text))
    #expect(events.isEmpty)
    #expect(error?.code == .badData)
    #expect(error?.message.contains(said) == true, "\(error?.message ?? "no error")")
    let start = "printf '\(Self.frame(1, Self.description))'"
    let event = "printf '\(Self.frame(2, Self.record(x: 3, y: 1, polarity: 1)))'"
    let later = try Self.read(Self.script([start, event, text].joined(separator: "; ")))
    #expect(later.events == [Event(time: 77, x: 3, y: 1, polarity: .on)])
    #expect(later.error?.code == .badData)
  }

  @Test func whatEndsWellEndsWell() throws {
    let frames =
      Self.frame(1, Self.description) + Self.frame(2, Self.record(x: 0, y: 3, polarity: 0)) + Self.frame(6, [])
    let (events, error) = try Self.read(Self.script("printf '\(frames)'; sleep 100"))
    #expect(error == nil)
    #expect(events == [Event(time: 77, x: 0, y: 3, polarity: .off)])
  }

  @Test func stallsEnd() throws {
    let start = "printf '\(Self.frame(1, Self.description))'; exec sleep 100"
    let (_, error) = try Self.read(Self.script(start), stallMilliseconds: 200)
    #expect(error?.code == .badData)
    #expect(error?.message.contains("did nothing") == true)
  }

  @Test(arguments: [
    frame(2, record(x: 4, y: 0, polarity: 0)), frame(2, record(x: 0, y: 4, polarity: 0)),
    frame(2, record(x: 0, y: 0, polarity: 2)), frame(2, record(x: 0, y: 0, polarity: 0x8000_0000)),
    frame(2, [], length: 17), frame(2, [], length: 1 << 30), frame(4, [1, 2]), frame(5, [1]), frame(1, description),
    frame(0, []), frame(7, []), frame(4, [], length: 1 << 30),
  ])
  func nonsenseEndsTheReading(frame: String) throws {
    let (events, error) = try Self.read(
      Self.script("printf '\(Self.frame(1, Self.description))\(frame)'; exec sleep 100"))
    #expect(events.isEmpty)
    #expect(error?.code == .badData)
    #expect(error?.message.contains("must not") == true, "\(error?.message ?? "no error")")
  }

  @Test func cutDescriptionsAreRefused() throws {
    for length in stride(from: 0, to: Self.description.count, by: 3) {
      let (_, error) = try Self.read(Self.script("printf '\(Self.frame(1, Array(Self.description[..<length])))'"))
      #expect(error?.code == .badData)
    }
  }

  @Test func whatCannotBeStartedOrReadIsReported() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write([1], to: "a.hdf5")
    let nowhere = HDF5WorkerCommand(program: "/nowhere/at/all", arguments: [])
    #expect(try Self.read(nowhere).error?.code == .unreadable)
    #expect(Reading.throughWorker(folder.file("b.hdf5")).error?.code == .missing)
    #expect(Reading.throughWorker(folder.path).error?.code == .notAFile)
    #expect(Reading.throughWorker("/dev/null").error?.code == .notAFile)
    let (_, error) = Reading.throughWorker(path)
    #expect(error?.code == .badData)
    #expect(error?.path == path)
    #expect(error?.cause?.code == .damaged)
  }

  @Test func abandonedWorkersEnd() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write([1], to: "a.hdf5")
    do {
      let start = "printf '\(Self.frame(1, Self.description))'; echo $$ > \(folder.file("pid")); exec sleep 100"
      let recording = try HDF5Recording(path: path, worker: Self.script(start))
      #expect(recording.description.geometry == SensorGeometry(width: 4, height: 4))
      while !FileManager.default.fileExists(atPath: folder.file("pid")) { usleep(1000) }
    }
    let text = try String(contentsOfFile: folder.file("pid"), encoding: .utf8)
    let identifier = try #require(Int32(text.trimmingCharacters(in: .whitespacesAndNewlines)))
    #expect(kill(identifier, 0) == -1)
  }

  @Test func commandLinesAreChecked() {
    #expect(HDF5Worker.run(arguments: []) == 64)
    #expect(HDF5Worker.run(arguments: ["a", "b"]) == 64)
    #expect(HDF5Worker.run(arguments: ["a", "--what", "b"]) == 64)
  }
}
