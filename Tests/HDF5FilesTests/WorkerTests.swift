import EventFormats
import Events
import Foundation
import HDF5Files
import TestSupport
import Testing

/// What becomes of workers that die, stall or send nonsense.
@Suite struct WorkerTests {
  /// A worker that is a shell script; the recording's path is its `$0`.
  static func script(_ text: String) -> HDF5WorkerCommand {
    HDF5WorkerCommand(program: "/bin/sh", arguments: ["-c", text])
  }

  /// Bytes as `printf` takes them.
  static func escaped(_ bytes: [UInt8]) -> String {
    bytes.map { "\\" + String(Int($0) | 0o1000, radix: 8).dropFirst() }.joined()
  }

  /// A command that writes a frame.
  static func frame(_ kind: UInt32, _ payload: [UInt8], length: Int? = nil) -> String {
    var bytes: [UInt8] = []
    bytes.append(littleEndian: kind)
    bytes.append(littleEndian: UInt32(length ?? payload.count))
    return "printf '\(escaped(bytes + payload))'"
  }

  /// A command that tells of events in a slot.
  static func events(slot: UInt32 = 0, count: UInt32) -> String {
    var payload: [UInt8] = []
    payload.append(littleEndian: slot)
    payload.append(littleEndian: count)
    return frame(2, payload)
  }

  /// Commands that leave an event in the first slot and tell of it.
  static func event(x: UInt16, y: UInt16, polarity: UInt32) -> String {
    var record: [UInt8] = []
    record.append(littleEndian: x)
    record.append(littleEndian: y)
    record.append(littleEndian: polarity)
    record.append(littleEndian: 77 as Int64)
    return "printf '\(escaped(record))' >&3; \(events(count: 1))"
  }

  /// A description of a sensor of 4x4 pixels, and of one event.
  static let description: [UInt8] = {
    var bytes: [UInt8] = []
    bytes.append(littleEndian: 1 as UInt64)
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

  /// The command that writes the description.
  static let start = frame(1, description)

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
    let later = try Self.read(
      Self.script([Self.start, Self.event(x: 3, y: 1, polarity: 1), text].joined(separator: "; ")))
    #expect(later.events == [Event(time: 77, x: 3, y: 1, polarity: .on)])
    #expect(later.error?.code == .badData)
  }

  @Test func whatEndsWellEndsWell() throws {
    let commands = [Self.start, Self.event(x: 0, y: 3, polarity: 0), Self.frame(6, []), "exec sleep 100"]
    let (events, error) = try Self.read(Self.script(commands.joined(separator: "; ")))
    #expect(error == nil)
    #expect(events == [Event(time: 77, x: 0, y: 3, polarity: .off)])
  }

  @Test func stallsEnd() throws {
    let (_, error) = try Self.read(Self.script("\(Self.start); exec sleep 100"), stallMilliseconds: 200)
    #expect(error?.code == .badData)
    #expect(error?.message.contains("did nothing") == true)
  }

  @Test(arguments: [
    event(x: 4, y: 0, polarity: 0), event(x: 0, y: 4, polarity: 0), event(x: 0, y: 0, polarity: 2),
    event(x: 0, y: 0, polarity: 0x8000_0000), event(x: 0, y: 0, polarity: 0x1_0000), events(count: 0),
    events(count: 65537), events(slot: 4, count: 1), frame(2, [], length: 16), frame(3, [1, 2]), frame(4, [1, 2]),
    frame(5, [1]), frame(1, description), frame(0, []), frame(7, []), frame(4, [], length: 1 << 30),
  ])
  func nonsenseEndsTheReading(commands: String) throws {
    let (events, error) = try Self.read(Self.script("\(Self.start); \(commands); exec sleep 100"))
    #expect(events.isEmpty)
    #expect(error?.code == .badData)
    #expect(error?.message.contains("must not") == true, "\(error?.message ?? "no error")")
  }

  @Test func cutDescriptionsAreRefused() throws {
    for length in stride(from: 0, to: Self.description.count, by: 3) {
      let (_, error) = try Self.read(Self.script(Self.frame(1, Array(Self.description[..<length]))))
      #expect(error?.code == .badData)
    }
  }

  @Test func whatCannotBeStartedOrReadIsReported() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write([1], to: "a.hdf5")
    let nowhere = HDF5WorkerCommand(program: "/nowhere/at/all", arguments: [])
    #expect(try Self.read(nowhere).error?.code == .unreadable)
    #expect(Reading.throughWorker(folder.path("b.hdf5")).error?.code == .missing)
    #expect(Reading.throughWorker(folder.url.path).error?.code == .notAFile)
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
      let commands = "\(Self.start); echo $$ > \(folder.path("pid")); exec sleep 100"
      let recording = try HDF5Recording(path: path, worker: Self.script(commands))
      #expect(recording.description.geometry == SensorGeometry(width: 4, height: 4))
      while !FileManager.default.fileExists(atPath: folder.path("pid")) { usleep(1000) }
    }
    let text = try String(contentsOfFile: folder.path("pid"), encoding: .utf8)
    let identifier = try #require(Int32(text.trimmingCharacters(in: .whitespacesAndNewlines)))
    #expect(kill(identifier, 0) == -1)
  }

  @Test func commandLinesAreChecked() {
    #expect(HDF5Worker.run(arguments: []) == 64)
    #expect(HDF5Worker.run(arguments: ["a", "b"]) == 64)
    #expect(HDF5Worker.run(arguments: ["a", "--what", "b"]) == 64)
  }

  @Test func slotsAreUsedAgain() throws {
    // More events than all slots hold, in batches that end inside slots.
    let folder = try TemporaryFolder()
    let events = SampleEvents.lines(400_000)
    _ = try MetavisionRoundTripTests.write(folder.path("a.hdf5"), events)
    for capacity in [1000, 65536, 100_000] {
      let (reading, error) = Reading.throughWorker(folder.path("a.hdf5"), capacity: capacity)
      #expect(error == nil && reading.events == events)
    }
  }
}
