import ZeroMQ

/// A subscription to event packets: the last frame of each message is one, whatever stands before it.
final class PacketConnection: SourceConnection {
  /// Longer packets are dropped and counted.
  static let largestPacketByteCount = 4 << 20

  private var socket: ZeroMQSocket
  private var badPackets: UInt64 = 0

  init(endpoint: String, topic: String) throws(ZeroMQError) {
    var options = ZeroMQSocketOptions()
    options.receiveHighWaterMark = 10_000
    options.lingerMilliseconds = 0
    options.maximumMessageBytes = 64 << 20
    options.keepAliveSeconds = 1
    let context = try ZeroMQContext()
    var socket = try ZeroMQSocket(.subscribe, in: context, options: options)
    try socket.connect(to: ZeroMQEndpoint(endpoint))
    try socket.subscribe(to: topic)
    self.socket = socket
  }

  func receive(into buffer: UnsafeMutableRawBufferPointer) -> Reception {
    do throws(ZeroMQError) {
      while let count = try socket.receiveLastFrame(into: buffer) {
        if count == 0 || count > buffer.count {
          badPackets += 1
          continue
        }
        return .piece(ReceivedPiece(byteCount: count, isMessage: true))
      }
      return .nothing
    } catch {
      return .ended(ConnectionFailure(.failed, error.description))
    }
  }

  func wait(untilNanoseconds deadline: Int64, event: Int32) -> Waiting {
    let rest = max(deadline - HostClock.monotonicNanoseconds(), 0)
    let milliseconds = Int(min(rest / 1_000_000 + 1, 3_600_000))
    do throws(ZeroMQError) {
      switch try socket.wait(timeoutMilliseconds: milliseconds, orReadable: event) {
      case .message: return .ready
      case .descriptor: return .woken
      case .timedOut: return .timedOut
      }
    } catch {
      // Receiving tells.
      return .ready
    }
  }

  func report(to health: inout SourceHealth) { health.badPackets = badPackets }
}
