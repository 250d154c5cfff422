import EventFormats
import EventSources
import Events
import Foundation
import TestSupport
import Testing

/// The bytes of recordings sent over sockets, cut at random, give the events of the files.
@Suite struct LiveStreamTests {
  static func streams() throws -> [SampleStream] { try [SampleStream.driving()] + SampleStream.shared() }

  @Test func aTCPServerGivesTheEventsOfTheFile() throws {
    for (index, stream) in try Self.streams().enumerated() {
      let server = try SocketPeer()
      server.serve { client, _ in
        SocketPeer.send(stream.bytes, to: client, largest: index == 0 ? 5000 : 50_000, seed: UInt64(index))
        return false
      }
      var source = try LiveSource(LiveSourceSettings("tcp://127.0.0.1:\(server.port)"))
      let given = try LiveCollection.read(&source, until: stream.events.count)
      #expect(given.events.count == stream.events.count && SampleStream.digest(of: given.events) == stream.digest)
      #expect(source.statistics.events == UInt64(stream.events.count))
      #expect(source.control.health.state == .ended && source.control.health.reason == "stopped")
    }
  }

  @Test func aUnixServerGivesTheEventsOfTheFile() throws {
    let folder = try TemporaryFolder()
    for (index, stream) in try Self.streams().enumerated() {
      let path = folder.path("s\(index)")
      let server = try SocketPeer(unix: path)
      server.serve { client, _ in
        SocketPeer.send(stream.bytes, to: client, largest: 20_000, seed: UInt64(index))
        return false
      }
      var source = try LiveSource(LiveSourceSettings("unix://\(path)"))
      let given = try LiveCollection.read(&source, until: stream.events.count, capacity: 64 + index * 777)
      #expect(SampleStream.digest(of: given.events) == stream.digest)
    }
  }

  @Test func clientsOfAListeningSourceComeOneAfterTheOther() throws {
    let folder = try TemporaryFolder()
    let stream = try SampleStream.driving()
    for address in ["unix-listen://\(folder.path("s"))", "tcp-listen://127.0.0.1:0"] {
      var source = try LiveSource(LiveSourceSettings(address))
      let control = source.control
      let path = folder.path("s")
      Thread.detachNewThread {
        for number in 0..<3 {
          guard let socket = try? Self.connect(to: control, path: path) else { return }
          SocketPeer.send(stream.bytes, to: socket, largest: 30_000, seed: UInt64(number))
          close(socket)
        }
      }
      let given = try LiveCollection.read(&source, until: 3 * stream.events.count)
      #expect(given.events.count == 3 * stream.events.count)
      for number in 0..<3 {
        let part = Array(given.events[(number * stream.events.count)...].prefix(stream.events.count))
        #expect(SampleStream.digest(of: part) == stream.digest)
      }
      // Each client's stream begins a session, but none is begun within one.
      #expect(given.sessionStarts.filter { $0 % stream.events.count != 0 } == [])
      #expect(Set(given.sessionStarts).isSuperset(of: [stream.events.count, 2 * stream.events.count]))
      #expect(control.health.connections == 3 && control.health.disconnections[.closed] ?? 0 >= 2)
    }
    #expect(try folder.names == [], "the socket's file is removed")
  }

  private static func connect(to control: LiveSourceControl, path: String) throws -> Int32 {
    for _ in 0..<5000 {
      guard let address = control.health.listeningAddress else {
        usleep(2_000)
        continue
      }
      guard let port = address.split(separator: ":").last.flatMap({ UInt16($0) }) else {
        return try SocketPeer.connect(unix: path)
      }
      return try SocketPeer.connect(port: port)
    }
    throw SocketPeer.Failure(description: "it does not listen")
  }

  @Test func wordsWithoutAHeaderNeedTheFormat() throws {
    let stream = try SampleStream.driving()
    let header = try #require(stream.bytes.firstRange(of: Array("% end\n".utf8))?.upperBound)
    let words = Array(stream.bytes[header...])
    let server = try SocketPeer()
    server.serve { client, _ in
      SocketPeer.send(words, to: client, largest: 10_000, seed: 5)
      return false
    }
    var settings = try LiveSourceSettings("tcp://127.0.0.1:\(server.port)", format: .evt2)
    settings.geometry = SensorGeometry(width: 304, height: 240)
    var source = try LiveSource(settings)
    let given = try LiveCollection.read(&source, until: stream.events.count)
    #expect(SampleStream.digest(of: given.events) == stream.digest)
    #expect(source.description.geometry == settings.geometry)
  }

  @Test func standardInputEndsWithItsWriter() throws {
    // The descriptor belongs to the process: a pipe takes its place for as long as the test runs.
    let stream = try SampleStream.driving()
    var ends: [Int32] = [0, 0]
    try #require(pipe(&ends) == 0)
    let before = dup(STDIN_FILENO)
    dup2(ends[0], STDIN_FILENO)
    close(ends[0])
    defer {
      dup2(before, STDIN_FILENO)
      close(before)
    }
    let writer = ends[1]
    Thread.detachNewThread {
      var offset = 0
      while offset < stream.bytes.count {
        let count = min(7_777, stream.bytes.count - offset)
        offset += max(stream.bytes[offset..<offset + count].withUnsafeBytes { write(writer, $0.baseAddress, count) }, 0)
      }
      close(writer)
    }
    var source = try LiveSource(LiveSourceSettings("-"))
    let given = try LiveCollection.read(&source) { _ in }
    #expect(SampleStream.digest(of: given.events) == stream.digest)
    #expect(source.control.health.state == .ended)
  }

  @Test func aStopWakesEveryWait() throws {
    let folder = try TemporaryFolder()
    let silent = try SocketPeer()
    silent.serve { client, _ in
      SocketPeer.waitForClose(of: client)
      return false
    }
    // Waiting: for the next attempt, for a client, for bytes, for datagrams, for packets.
    let addresses = [
      "unix://\(folder.path("absent"))", "unix-listen://\(folder.path("s"))", "tcp://127.0.0.1:\(silent.port)",
      "udp://127.0.0.1:0", "zmq+ipc://\(folder.path("z"))",
    ]
    for address in addresses {
      var settings = try LiveSourceSettings(address)
      settings.backoff = Backoff(firstNanoseconds: .max, longestNanoseconds: .max)
      settings.stallTimeoutNanoseconds = .max
      var source = try LiveSource(settings)
      let control = source.control
      Thread.detachNewThread {
        while control.health.attempts == 0 { usleep(1_000) }
        usleep(30_000)
        control.stop()
      }
      // Without the stop it would wait for ever.
      var batch = EventBatch()
      let goesOn = try source.read(into: &batch)
      #expect(!goesOn && control.health.state == .ended && control.isStopped)
      let goesOnAfter = try source.read(into: &batch)
      #expect(!goesOnAfter)
    }
  }

  @Test func recordingsAreNoLiveSources() throws {
    for address in ["drive.raw", "sim:driving?seed=3"] {
      let error = #expect(throws: EventSourceError.self) { _ = try LiveSource(LiveSourceSettings(address)) }
      #expect(error?.code == .unsupported)
    }
    var source = try LiveSource(LiveSourceSettings("tcp://127.0.0.1:1"))
    let error = #expect(throws: EventSourceError.self) { try source.seek(toSensorTime: 0) }
    #expect(error?.code == .unsupported && source.fractionRead == nil)
  }
}
