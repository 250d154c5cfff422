import EventFormats
import Events
import Foundation
import Synchronization
import TestSupport

/// A camera behind a Unix socket that sends events in real time until it is told to end.
final class LiveFeed: Sendable {
  private static let periodMicroseconds: Int64 = 2000

  private let peer: SocketPeer
  private let isEnded = Atomic<Bool>(false)

  /// Listens, and sends `eventsPerSecond` to each client in turn.
  init(path: String, eventsPerSecond: Int64) throws {
    peer = try SocketPeer(unix: path)
    peer.serve { [self] client, _ in
      send(eventsPerSecond, to: client)
      return !isEnded.load(ordering: .relaxed)
    }
  }

  /// Stops sending.
  func end() { isEnded.store(true, ordering: .relaxed) }

  private func send(_ eventsPerSecond: Int64, to client: Int32) {
    var encoder = DATEncoder(options: .init(geometry: ReplayFiles.geometry))
    let start = ContinuousClock.now
    var sent: Int64 = 0
    while !isEnded.load(ordering: .relaxed) {
      let elapsed = (ContinuousClock.now - start) / .microseconds(1)
      let due = Int64(elapsed) * eventsPerSecond / 1_000_000
      let events = (sent..<max(sent, due)).map { index in
        Event(
          time: 1_000_000 * index / eventsPerSecond, x: UInt16(index / 40 % Int64(ReplayFiles.geometry.width)),
          y: UInt16(index * 7 % Int64(ReplayFiles.geometry.height)), polarity: index % 3 == 0 ? .off : .on)
      }
      sent = max(sent, due)
      var bytes: [UInt8] = []
      guard (try? encoder.encode(events.span, into: &bytes)) != nil, SocketPeer.sendAll(bytes, to: client) else {
        return
      }
      usleep(UInt32(Self.periodMicroseconds))
    }
  }
}
