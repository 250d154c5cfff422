import CZeroMQ
import Glibc

extension ZeroMQSocket {
  /// The most frames that `receive` keeps of one message; those after them are discarded.
  public static var maximumFrames: Int { 8 }

  /// Receives the next message.
  ///
  /// - Parameter timeoutMilliseconds: how long to wait for one; 0 for not at all, nil for ever.
  /// - Returns: its frames, at least one; nil where none came in time.
  /// - Throws: `terminated` as soon as the context is shut down.
  public mutating func receive(timeoutMilliseconds: Int?) throws(ZeroMQError) -> [[UInt8]]? {
    var frames: [[UInt8]] = []
    guard try waitForFrame(timeoutMilliseconds: timeoutMilliseconds, into: &frames) else { return nil }
    // A message arrives as a whole: its further frames are there.
    while try hasMoreFrames() {
      _ = try takeFrame(into: &frames)
    }
    return frames
  }

  private mutating func waitForFrame(
    timeoutMilliseconds: Int?, into frames: inout [[UInt8]]
  ) throws(ZeroMQError) -> Bool {
    let clock = ContinuousClock()
    let start = clock.now
    while true {
      if try takeFrame(into: &frames) { return true }
      var rest = -1
      if let timeoutMilliseconds {
        let elapsed = (clock.now - start) / Duration.milliseconds(1)
        guard elapsed < Double(timeoutMilliseconds) else { return false }
        rest = Int((Double(timeoutMilliseconds) - elapsed).rounded(.up))
      }
      var item = zmq_pollitem_t(socket: pointer, fd: 0, events: Int16(ZMQ_POLLIN), revents: 0)
      if zmq_poll(&item, 1, rest) < 0, zmq_errno() != EINTR { throw .last(action: "receive") }
    }
  }

  /// Adds the next frame, if there is one and it is not beyond `maximumFrames`; false where there is none.
  private mutating func takeFrame(into frames: inout [[UInt8]]) throws(ZeroMQError) -> Bool {
    var message = zmq_msg_t()
    zmq_msg_init(&message)
    defer { zmq_msg_close(&message) }
    while zmq_msg_recv(&message, pointer, ZMQ_DONTWAIT) < 0 {
      switch zmq_errno() {
      case EINTR: continue
      case EAGAIN: return false
      default: throw .last(action: "receive")
      }
    }
    if frames.count < Self.maximumFrames {
      let bytes = UnsafeRawBufferPointer(start: zmq_msg_data(&message), count: zmq_msg_size(&message))
      frames.append([UInt8](bytes))
    }
    return true
  }

  private mutating func hasMoreFrames() throws(ZeroMQError) -> Bool {
    var more: CInt = 0
    var size = MemoryLayout<CInt>.size
    guard zmq_getsockopt(pointer, ZMQ_RCVMORE, &more, &size) == 0 else { throw .last(action: "receive") }
    return more != 0
  }
}
