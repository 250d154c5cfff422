import EventFormats
import EventSources
import Events
import Foundation
import TestSupport
import Testing

/// Datagrams over the loopback interface.
@Suite struct DatagramTests {
  /// A socket that sends to a source.
  final class Sender {
    private let socket: Int32

    init(to control: LiveSourceControl) throws {
      var port: UInt16?
      for _ in 0..<5000 where port == nil {
        port = control.health.listeningAddress?.split(separator: ":").last.flatMap { UInt16($0) }
        if port == nil { usleep(1_000) }
      }
      socket = Glibc.socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
      var address = sockaddr_in()
      address.sin_family = sa_family_t(AF_INET)
      address.sin_port = (try #require(port)).bigEndian
      address.sin_addr.s_addr = inet_addr("127.0.0.1")
      let status = withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
      }
      try #require(status == 0)
    }

    deinit { close(socket) }

    func send(_ bytes: [UInt8]) { _ = bytes.withUnsafeBytes { Glibc.send(socket, $0.baseAddress, $0.count, 0) } }
  }

  /// EVT2 words of a moving edge, in pieces of 300 words; each piece is decoded for itself where those before are lost.
  static func pieces(_ count: Int) -> [[UInt8]] {
    var time: UInt32 = 1000
    var high: UInt32 = .max
    return (0..<count).map { piece in
      var bytes: [UInt8] = []
      for index in 0..<300 as Range<UInt32> {
        time += 7
        if time >> 6 != high {
          high = time >> 6
          bytes.append(littleEndian: 0x8000_0000 | high)
        }
        bytes.append(
          littleEndian: (index & 1) << 28 | (time & 63) << 22 | (index % 300) << 11 | UInt32(piece % 200))
      }
      return bytes
    }
  }

  @Test func framesShowLossAndDisorder() throws {
    let pieces = Self.pieces(400)
    var random = SplitMix64(state: 6)
    let lost = Set((1..<399).filter { _ in random.next(below: 9) == 0 }).subtracting([100, 200])
    var settings = try LiveSourceSettings("udp://127.0.0.1:0")
    settings.stallTimeoutNanoseconds = .max
    var source = try LiveSource(settings)
    let control = source.control
    Thread.detachNewThread {
      guard let sender = try? Sender(to: control) else { return }
      for (index, piece) in pieces.enumerated() where !lost.contains(index) {
        var datagram: [UInt8] = []
        EventDatagram(
          sequence: UInt64(index), stream: 5, format: .evt2, geometry: SensorGeometry(width: 304, height: 240)
        ).append(to: &datagram)
        sender.send(datagram + piece)
        // One that is late, and one that is not legal.
        if index == 200 { sender.send(datagram + piece) }
        if index == 100 { sender.send(Array(datagram.prefix(20))) }
        if index % 20 == 0 { usleep(2_000) }
      }
      while control.health.receivedBytes
        < pieces.enumerated().filter({ !lost.contains($0.offset) })
        .reduce(0, { $0 + UInt64($1.element.count) })
      { usleep(1_000) }
      control.stop()
    }
    let given = try LiveCollection.read(&source) { _ in }
    var decoder = EVT2Decoder()
    var batch = EventBatch(capacity: 300 * 400)
    for (index, piece) in pieces.enumerated() {
      if lost.contains(index) {
        decoder.noteLostBytes()
      } else {
        _ = decoder.decode(piece.span.bytes, into: &batch)
      }
    }
    #expect(given.events == (0..<batch.count).map { batch.events[$0] })
    let health = control.health
    #expect(health.lostPackets == UInt64(lost.count) && source.statistics.lostPackets == UInt64(lost.count))
    #expect(source.statistics[.noTimeBase] == decoder.statistics[.noTimeBase])
    #expect(health.reorderedPackets == 1 && health.badPackets == 1 && health.kernelDrops == 0)
    #expect(source.description.geometry == SensorGeometry(width: 304, height: 240))
    #expect(health.receiveBufferBytes ?? 0 > 0)
  }

  @Test func anotherStreamBeginsASession() throws {
    let pieces = Self.pieces(6)
    var source = try LiveSource(LiveSourceSettings("udp://127.0.0.1:0"))
    let control = source.control
    Thread.detachNewThread {
      guard let sender = try? Sender(to: control) else { return }
      for (index, piece) in pieces.enumerated() {
        var datagram: [UInt8] = []
        EventDatagram(sequence: UInt64(index % 3), stream: index < 3 ? 1 : 2, format: .evt2).append(to: &datagram)
        sender.send(datagram + piece)
      }
    }
    let given = try LiveCollection.read(&source, until: 1800 - 300)
    #expect(given.sessionStarts.first == 900)
    #expect(control.health.lostPackets == 0 && control.health.disconnections[.newStream] == 1)
  }

  @Test func whatTheKernelDropsIsCounted() throws {
    var settings = try LiveSourceSettings("udp://127.0.0.1:0")
    settings.datagramBufferByteCount = 20_000
    var source = try LiveSource(settings)
    let control = source.control
    let pieces = Self.pieces(300)
    let total = pieces.count
    // Nobody reads while all but the first and the last are sent.
    let (isRead, areSent) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
    Thread.detachNewThread {
      guard let sender = try? Sender(to: control) else { return }
      func send(_ index: Int) {
        var datagram: [UInt8] = []
        EventDatagram(sequence: UInt64(index), stream: 9, format: .evt2).append(to: &datagram)
        sender.send(datagram + pieces[index])
      }
      send(0)
      isRead.wait()
      for index in 1..<total - 1 { send(index) }
      areSent.signal()
      // The last one tells what was dropped before it, once there is room for it.
      while !control.isStopped {
        send(total - 1)
        usleep(20_000)
      }
    }
    var batch = EventBatch(capacity: 100_000)
    let begins = try source.read(into: &batch)
    #expect(begins && batch.count == 300)
    isRead.signal()
    areSent.wait()
    let lastTime = 1000 + 7 * 300 * Int64(total)
    let rest = try LiveCollection.read(&source) { if $0.events.last?.time == lastTime { control.stop() } }
    let health = control.health
    #expect(rest.events.count < 300 * (total - 1))
    #expect(health.lostPackets > 0 && health.kernelDrops >= health.lostPackets, "\(health)")
    #expect(health.receiveBufferBytes ?? .max < 1 << 20)
  }

  @Test func spifWordsAsAestreamSendsThem() throws {
    var settings = try LiveSourceSettings("udp://127.0.0.1:0")
    settings.geometry = SensorGeometry(width: 640, height: 480)
    var source = try LiveSource(settings)
    let control = source.control
    Thread.detachNewThread {
      guard let sender = try? Sender(to: control) else { return }
      for packet in 0..<10 as Range<UInt32> {
        var datagram: [UInt8] = []
        for index in 0..<32 as Range<UInt32> {
          datagram.append(littleEndian: (packet * 40) << 16 | (index & 1) << 15 | index)
          datagram.append(littleEndian: packet * 1000 + index)
        }
        sender.send(datagram)
      }
      // Without times; the last lies outside the sensor.
      var untimed: [UInt8] = []
      for x in [7, 8, 700] as [UInt32] { untimed.append(littleEndian: 1 << 31 | x << 16 | 1 << 15 | 9) }
      sender.send(untimed)
    }
    let given = try LiveCollection.read(&source, until: 322)
    let expected = (0..<320).map { (index: Int) -> Event in
      let (packet, place) = (index / 32, index % 32)
      return Event(
        time: Int64(packet * 1000 + place), x: UInt16(packet * 40), y: UInt16(place),
        polarity: place % 2 == 1 ? .on : .off)
    }
    #expect(Array(given.events.prefix(320)) == expected)
    #expect(given.events.suffix(2).map(\.x) == [7, 8] && given.events.suffix(2).allSatisfy { $0.polarity == .on })
    #expect(source.statistics[.outOfRange] == 1)
  }

  @Test func silenceEndsASessionAndNotTheSocket() throws {
    var settings = try LiveSourceSettings("udp://127.0.0.1:0")
    settings.stallTimeoutNanoseconds = 100_000_000
    var source = try LiveSource(settings)
    let control = source.control
    let pieces = Self.pieces(2)
    Thread.detachNewThread {
      guard let sender = try? Sender(to: control) else { return }
      for (index, piece) in pieces.enumerated() {
        var datagram: [UInt8] = []
        EventDatagram(sequence: UInt64(index), stream: 1, format: .evt2).append(to: &datagram)
        sender.send(datagram + piece)
        while index == 0, control.health.state != .stalled { usleep(1_000) }
      }
    }
    let given = try LiveCollection.read(&source, until: 590)
    #expect(given.sessionStarts.first == 300)
    #expect(control.health.stalls >= 1 && control.health.connections == 1)
  }
}
