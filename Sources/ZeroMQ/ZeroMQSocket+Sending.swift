import CZeroMQ
import Glibc

extension ZeroMQSocket {
  /// Sends a message of one frame without waiting.
  ///
  /// - Returns: whether the socket has taken it; false where its queue is full. A publishing socket takes everything and
  ///   drops it for the subscribers whose queue is full.
  /// - Throws: `terminated` where the context was shut down.
  public mutating func send(_ frame: Span<UInt8>) throws(ZeroMQError) -> Bool {
    try send(frame, flags: ZMQ_DONTWAIT)
  }

  /// Sends a message of two frames without waiting; either both arrive or none.
  ///
  /// - Returns: as `send(_:)`.
  /// - Throws: `terminated` where the context was shut down.
  public mutating func send(_ first: Span<UInt8>, _ second: Span<UInt8>) throws(ZeroMQError) -> Bool {
    guard try send(first, flags: ZMQ_DONTWAIT | ZMQ_SNDMORE) else { return false }
    // libzmq counts messages, not frames: having taken the first, it takes the second.
    return try send(second, flags: ZMQ_DONTWAIT)
  }

  /// Sends a message of any number of frames without waiting.
  package mutating func send(frames: [[UInt8]]) throws(ZeroMQError) -> Bool {
    for (index, frame) in frames.enumerated() {
      let more = index + 1 < frames.count ? ZMQ_SNDMORE : 0
      guard try send(frame.span, flags: ZMQ_DONTWAIT | more) else { return false }
    }
    return true
  }

  private mutating func send(_ frame: Span<UInt8>, flags: CInt) throws(ZeroMQError) -> Bool {
    while true {
      let sent = frame.withUnsafeBufferPointer { zmq_send(pointer, $0.baseAddress, $0.count, flags) }
      if sent >= 0 { return true }
      switch zmq_errno() {
      case EINTR: continue
      case EAGAIN: return false
      default: throw .last(action: "send")
      }
    }
  }
}
