import CSystemCalls
import EventFormats
import Glibc

/// A socket at a port where datagrams arrive: SPIF's words, or pieces of a stream in the frames of `EventDatagram`.
///
/// There is no connection: every sender may send to it, and silence ends nothing.
final class DatagramConnection: SourceConnection {
  private static let slotByteCount = 1 << 16

  private let socket: Int32
  private let name: String
  private let grantedByteCount: Int
  private let memory: UnsafeMutableRawBufferPointer
  private var lengths = [Int32](repeating: 0, count: Int(SACCADE_DATAGRAM_SLOTS))
  private var received = 0
  private var given = 0
  private var drops: UInt32 = 0
  private var kernelDrops: UInt64 = 0
  private var badPackets: UInt64 = 0
  private var reorderedPackets: UInt64 = 0
  private var follower = DatagramFollower()

  init(host: String?, port: UInt16, bufferByteCount: Int) throws(ConnectionFailure) {
    var (socket, granted, bound): (Int32, Int, UInt16) = (-1, 0, 0)
    let status = saccade_bind_udp(host, port, max(bufferByteCount, 1), &socket, &granted, &bound)
    let shown = ListeningTransport.shown(host)
    guard status == 0 else { throw ConnectionFailure(listening: status, on: "udp://\(shown):\(port)") }
    self.socket = socket
    grantedByteCount = granted
    name = "udp://\(shown):\(bound)"
    memory = .allocate(byteCount: Self.slotByteCount * Int(SACCADE_DATAGRAM_SLOTS), alignment: 4096)
  }

  deinit {
    memory.deallocate()
    close(socket)
  }

  func report(to health: inout SourceHealth) {
    health.listeningAddress = name
    health.receiveBufferBytes = grantedByteCount
    health.kernelDrops = kernelDrops
    health.badPackets = badPackets
    health.reorderedPackets = reorderedPackets
  }

  func wait(untilNanoseconds deadline: Int64, event: Int32) -> Waiting {
    given < received ? .ready : Waiting(saccade_wait(socket, SACCADE_READABLE, event, deadline))
  }

  func receive(into buffer: UnsafeMutableRawBufferPointer) -> Reception {
    while true {
      if given == received {
        let before = drops
        let count = saccade_receive_datagrams(
          socket, memory.baseAddress, Self.slotByteCount, UInt32(SACCADE_DATAGRAM_SLOTS), &lengths, &drops)
        kernelDrops += UInt64(drops &- before)
        guard count >= 0 else {
          // An error of an earlier datagram, or of the interface; the next ones may come all the same.
          return .ended(ConnectionFailure(.broken, "cannot receive: \(String(cString: strerror(-count)))"))
        }
        (given, received) = (0, Int(count))
        if count == 0 { return .nothing }
      }
      let slot = given
      given += 1
      guard lengths[slot] >= 0 else {
        badPackets += 1
        continue
      }
      let start = slot * Self.slotByteCount
      let datagram = UnsafeRawBufferPointer(memory)[start..<start + Int(lengths[slot])]
      guard var piece = take(UnsafeRawBufferPointer(rebasing: datagram), into: buffer) else { continue }
      piece.isDrained = given == received && received < Int(SACCADE_DATAGRAM_SLOTS)
      return .piece(piece)
    }
  }

  /// Whether there is room, as there is but for the half of a buffer that damage leaves; what is dropped is counted.
  private func fits(_ byteCount: Int, into buffer: UnsafeMutableRawBufferPointer) -> Bool {
    if byteCount > buffer.count { badPackets += 1 }
    return byteCount <= buffer.count
  }

  /// Copies what a datagram brings; nil where it is dropped.
  private func take(_ datagram: UnsafeRawBufferPointer, into buffer: UnsafeMutableRawBufferPointer) -> ReceivedPiece? {
    guard EventDatagram.isMarked(datagram) else {
      guard !datagram.isEmpty, fits(datagram.count, into: buffer) else { return nil }
      buffer.copyMemory(from: datagram)
      return ReceivedPiece(byteCount: datagram.count, isMessage: true, format: .spif)
    }
    guard let header = EventDatagram(datagram) else {
      badPackets += 1
      return nil
    }
    let content = UnsafeRawBufferPointer(rebasing: datagram[EventDatagram.headerByteCount...])
    guard fits(content.count, into: buffer) else { return nil }
    var piece = ReceivedPiece(
      byteCount: content.count, isMessage: true, format: header.format, geometry: header.geometry)
    switch follower.follow(header) {
    case .next(let lost): piece.lostPackets = lost
    case .newStream: piece.beginsStream = true
    case .late:
      reorderedPackets += 1
      return nil
    }
    buffer.copyMemory(from: content)
    return piece
  }
}
