import EventFormats
import EventSources
import Events
import Foundation
import TestSupport
import Testing
import ZeroMQ

/// Event packets over ZeroMQ.
@Suite struct PacketTests {
  /// Publishes messages once somebody has subscribed, in a thread of its own.
  static func publish(_ messages: [[[UInt8]]], at endpoint: String, subscriptions: Int = 1) {
    Thread.detachNewThread {
      do {
        let context = try ZeroMQContext()
        var options = ZeroMQSocketOptions()
        options.sendHighWaterMark = 100_000
        var socket = try ZeroMQSocket(.publishWithSubscriptions, in: context, options: options)
        try socket.bind(to: ZeroMQEndpoint(endpoint))
        guard try socket.receive(timeoutMilliseconds: 20_000) != nil else { return }
        for message in messages {
          let (first, last) = (message[0], message[message.count - 1])
          _ = message.count == 1 ? try socket.send(first.span) : try socket.send(first.span, last.span)
        }
        // The socket's end waits for what is on its way; the source has it all by then.
        usleep(300_000)
      } catch {
        Issue.record(error)
      }
    }
  }

  /// EVT3 words of events with rising times, in pieces.
  static func evt3(_ count: Int) throws -> (events: [Event], pieces: [[UInt8]]) {
    let events = (0..<count).map { (index: Int) -> Event in
      let x = index * 7 % 640
      let y = index / 50 % 480
      return Event(
        time: 5_000 + Int64(index) * 3, x: UInt16(x), y: UInt16(y), polarity: index % 3 == 0 ? .on : .off)
    }
    var bytes: [UInt8] = []
    var (high, low, row): (Int64, Int64, UInt16) = (-1, -1, .max)
    var cuts: [Int] = [0]
    for (index, event) in events.enumerated() {
      if event.time >> 12 != high {
        high = event.time >> 12
        low = -1
        bytes.append(littleEndian: UInt16(0x8000 | high & 0xFFF))
      }
      if event.time & 0xFFF != low {
        low = event.time & 0xFFF
        bytes.append(littleEndian: UInt16(0x6000 | low))
      }
      if event.y != row {
        row = event.y
        bytes.append(littleEndian: row)
      }
      bytes.append(littleEndian: 0x2000 | UInt16(event.polarity.rawValue) << 11 | event.x)
      if index % 500 == 499 { cuts.append(bytes.count) }
    }
    if cuts.last != bytes.count { cuts.append(bytes.count) }
    return (events, zip(cuts, cuts.dropFirst()).map { Array(bytes[$0..<$1]) })
  }

  private static func packet(_ payload: [UInt8], sequence: Int, encoding: EventPacketEncoding = .evt3) -> [UInt8] {
    var message: [UInt8] = []
    EventPacketMessage.append(
      EventPacketHeader(
        stampNanoseconds: 0, frameID: "camera", height: 480, width: 640, sequence: UInt64(sequence),
        timeBaseNanoseconds: 0, encoding: encoding), payload: payload, to: &message)
    return message
  }

  @Test func packetsOfROSAreRecognised() throws {
    let folder = try TemporaryFolder()
    let (events, pieces) = try Self.evt3(20_000)
    Self.publish(
      pieces.enumerated().map { [Array("cam/".utf8), Self.packet($1, sequence: $0)] },
      at: "ipc://\(folder.path("z"))")
    var source = try LiveSource(LiveSourceSettings("zmq+ipc://\(folder.path("z"))?topic=cam/"))
    let given = try LiveCollection.read(&source, until: events.count)
    #expect(given.events == events && source.statistics.lostPackets == 0)
    #expect(source.description.geometry == SensorGeometry(width: 640, height: 480))
    #expect(source.description.format == .eventPacket && source.description.variant == "evt3")
  }

  @Test func missingPacketsAreCountedAndWhatNeedsThemIsSkipped() throws {
    let folder = try TemporaryFolder()
    let (events, pieces) = try Self.evt3(10_000)
    let missing: Set = [3, 4, 11]
    Self.publish(
      pieces.enumerated().filter { !missing.contains($0.offset) }.map { [Self.packet($1, sequence: $0)] },
      at: "ipc://\(folder.path("z"))")
    var source = try LiveSource(LiveSourceSettings("zmq+ipc://\(folder.path("z"))"))
    let last = try #require(events.last)
    let control = source.control
    let given = try LiveCollection.read(&source) { if $0.events.last == last { control.stop() } }
    #expect(source.statistics.lostPackets == 3)
    let skipped = source.statistics[.noTimeBase] + source.statistics[.noAddress]
    #expect(UInt64(given.events.count) + skipped == UInt64(events.count - 1500) && skipped > 0)
    // None of those that are given is wrong.
    #expect(Set(events).isSuperset(of: given.events))
  }

  @Test(arguments: [EventFormat.evt3, .dat]) func bareWordsNeedTheFormat(format: EventFormat) throws {
    let folder = try TemporaryFolder()
    let (events, evt3) = try Self.evt3(5_000)
    var pieces = evt3
    if format == .dat {
      pieces = stride(from: 0, to: events.count, by: 500).map { start in
        var bytes: [UInt8] = []
        for event in events[start..<start + 500] {
          bytes.append(littleEndian: UInt32(event.time))
          bytes.append(
            littleEndian: UInt32(event.x) | UInt32(event.y) << 14 | UInt32(event.polarity.rawValue) << 28)
        }
        return bytes
      }
    }
    Self.publish(pieces.map { [$0] }, at: "ipc://\(folder.path("z"))")
    var source = try LiveSource(LiveSourceSettings("zmq+ipc://\(folder.path("z"))", format: format))
    let given = try LiveCollection.read(&source, until: events.count)
    #expect(given.events == events)
  }

  @Test func wordsOfAnUnknownFormatAreSaidToBe() throws {
    let folder = try TemporaryFolder()
    let (_, pieces) = try Self.evt3(2_000)
    Self.publish(pieces.map { [$0] }, at: "ipc://\(folder.path("z"))")
    var settings = try LiveSourceSettings("zmq+ipc://\(folder.path("z"))")
    settings.backoff = Backoff(firstNanoseconds: .max, longestNanoseconds: .max)
    var source = try LiveSource(settings)
    let control = source.control
    let seen = Reasons()
    Thread.detachNewThread {
      while control.health.disconnections[.badData, default: 0] == 0 { usleep(1_000) }
      seen.add(control.health.reason)
      control.stop()
    }
    let given = try LiveCollection.read(&source) { _ in }
    #expect(given.events.isEmpty && seen.all.first?.contains("such as evt3") == true, "\(seen.all)")
  }
}
