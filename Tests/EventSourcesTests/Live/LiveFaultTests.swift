import EventFormats
import EventSources
import Events
import Foundation
import TestSupport
import Testing

/// A server that does everything wrong that a server can do.
@Suite struct LiveFaultTests {
  /// What a connection does.
  enum Fault: CaseIterable {
    /// Ends after any byte.
    case close
    /// Sends nothing more and stays open.
    case halfOpen
    /// Is accepted and says nothing at all.
    case silence
    /// Sends no stream but noise.
    case garbage
    /// Sends a stream with noise in it.
    case noise
    /// Sends byte by byte.
    case shortReads
    /// Jumps in time, forwards or backwards.
    case jump
  }

  /// One connection: what is sent, and whether the server then closes.
  struct Plan {
    var fault: Fault
    var bytes: [UInt8]
    var closes: Bool
  }

  /// A stream of 304x240 in EVT2 with a header, whose time jumps in the middle by `jump` microseconds.
  static func stream(count: Int, seed: UInt64, jump: Int64) throws -> [UInt8] {
    var random = SplitMix64(state: seed)
    let start = Int64(random.next(below: 1_000_000_000)) + 20_000_000
    var time = start
    let events = (0..<count).map { index -> Event in
      time += Int64(random.next(below: 40)) + (index == count / 2 ? jump : 0)
      return Event(
        time: time, x: UInt16(random.next(below: 304)), y: UInt16(random.next(below: 240)),
        polarity: random.next(below: 2) == 0 ? .off : .on)
    }
    var bytes = Array("% evt 2.0\n% geometry 304x240\n% end\n".utf8)
    var high: Int64 = -1
    for event in events {
      if event.time >> 6 != high {
        high = event.time >> 6
        bytes.append(littleEndian: UInt32(0x8000_0000 | UInt32(high)))
      }
      bytes.append(
        littleEndian: UInt32(event.polarity.rawValue) << 28 | UInt32(event.time & 63) << 22 | UInt32(event.x) << 11
          | UInt32(event.y))
    }
    return bytes
  }

  static func plans(count: Int) throws -> [Plan] {
    var random = SplitMix64(state: 2026)
    return try (0..<count).map { index in
      let fault = Fault.allCases[index % Fault.allCases.count]
      let jump: Int64 =
        fault == .jump ? (index % 2 == 0 ? 1 : -1) * (60_000 + Int64(random.next(below: 9_000_000))) : 0
      var bytes = try stream(count: 500 + Int(random.next(below: 1500)), seed: UInt64(index), jump: jump)
      switch fault {
      case .close: bytes.removeLast(Int(random.next(below: UInt32(bytes.count - 100))))
      case .silence: bytes = []
      case .garbage: bytes = (0..<90_000).map { _ in UInt8(random.next(below: 255)) | 0x80 }
      case .noise:
        let place = 100 + Int(random.next(below: UInt32(bytes.count - 200)))
        for offset in 0..<64 { bytes[place + offset] = UInt8(random.next(below: 256)) }
      case .halfOpen, .shortReads, .jump: break
      }
      return Plan(fault: fault, bytes: bytes, closes: fault != .halfOpen && fault != .silence)
    }
  }

  /// What a decoder makes of all bytes at once.
  static func decode(_ bytes: [UInt8]) -> (events: [Event], statistics: DecodingStatistics)? {
    var decoder = EventFormat.raw.makeDecoder()
    var batch = EventBatch(capacity: 100_000)
    guard (try? decoder.decode(bytes.span.bytes, into: &batch)) == bytes.count, decoder.description != nil,
      (try? decoder.finish(into: &batch)) != nil
    else { return nil }
    return ((0..<batch.count).map { batch.events[$0] }, decoder.statistics)
  }

  @Test(.timeLimit(.minutes(5))) func aHundredFaultsLoseNothingButWhatWasLost() throws {
    let folder = try TemporaryFolder()
    let plans = try Self.plans(count: 100)
    let expected = plans.map { Self.decode($0.bytes) }
    let server = try SocketPeer(unix: folder.path("s"))
    server.serve { client, number in
      guard number < plans.count else {
        SocketPeer.waitForClose(of: client)
        return false
      }
      let plan = plans[number]
      SocketPeer.send(
        plan.bytes, to: client, largest: plan.fault == .shortReads ? 1 : 3000, seed: UInt64(number))
      if !plan.closes { SocketPeer.waitForClose(of: client) }
      return true
    }
    var settings = try LiveSourceSettings("unix://\(folder.path("s"))")
    settings.stallTimeoutNanoseconds = 300_000_000
    var source = try LiveSource(settings)
    let control = source.control
    Thread.detachNewThread {
      // The connection after the last fault.
      while control.health.connections < 101 { usleep(2_000) }
      control.stop()
    }
    let given = try LiveCollection.read(&source) { _ in }
    let health = control.health
    let events = expected.flatMap { $0?.events ?? [] }
    #expect(given.events == events, "\(given.events.count) of \(events.count)")
    // It has come back after every fault, at the first attempt: there was always a server.
    #expect(health.connections == 101 && health.attempts == 101)
    func count(_ faults: Fault...) -> UInt64 { UInt64(plans.filter { faults.contains($0.fault) }.count) }
    #expect(
      health.disconnections[.stalled] == count(.halfOpen, .silence) && health.stalls == count(.halfOpen, .silence))
    #expect(health.disconnections[.badData] == count(.garbage))
    #expect(health.disconnections.values.reduce(0, +) == 100)
    var statistics = DecodingStatistics()
    for stream in expected { if let stream { statistics += stream.statistics } }
    #expect(source.statistics[.truncated] >= 1)
    for reason in SkipReason.allCases { #expect(source.statistics[reason] == statistics[reason], "\(reason)") }
    // A session ends with each connection that had events.
    #expect(given.sessionStarts.count >= plans.filter { $0.fault != .silence && $0.fault != .garbage }.count)
  }

  @Test func aServerThatComesLateIsFoundAndItsAbsenceIsSaid() throws {
    let folder = try TemporaryFolder()
    let stream = try SampleStream.driving()
    var source = try LiveSource(LiveSourceSettings("unix://\(folder.path("s"))"))
    let control = source.control
    let seen = Reasons()
    let path = folder.path("s")
    Thread.detachNewThread {
      while control.health.attempts < 5 { usleep(1_000) }
      seen.add(control.health.reason)
      guard let server = try? SocketPeer(unix: path) else { return }
      server.serve { client, _ in
        SocketPeer.send(stream.bytes, to: client, largest: 40_000, seed: 1)
        return false
      }
    }
    let given = try LiveCollection.read(&source, until: stream.events.count)
    #expect(SampleStream.digest(of: given.events) == stream.digest)
    let health = control.health
    #expect(health.connections == 1 && health.attempts >= 6)
    #expect(health.disconnections[.refused] == health.attempts - 1)
    #expect(seen.all.first?.contains("unix://\(path)") == true)
  }

  @Test func aServerOfGarbageIsComeBackTo() throws {
    let server = try SocketPeer()
    server.serve { client, number in
      _ = SocketPeer.sendAll([UInt8](repeating: 0xF3, count: 70_000), to: client)
      SocketPeer.waitForClose(of: client)
      return number < 3
    }
    var source = try LiveSource(LiveSourceSettings("tcp://127.0.0.1:\(server.port)"))
    let control = source.control
    Thread.detachNewThread {
      while control.health.disconnections[.badData, default: 0] < 3 { usleep(1_000) }
      control.stop()
    }
    let given = try LiveCollection.read(&source) { _ in }
    #expect(given.events.isEmpty && control.health.disconnections[.badData] ?? 0 >= 3)
  }
}
