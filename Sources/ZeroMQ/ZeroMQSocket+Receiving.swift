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

  /// What a wait has ended with.
  public enum Waited: Equatable, Sendable {
    /// A message is there.
    case message
    /// The other descriptor is readable.
    case descriptor
    /// Neither in time.
    case timedOut
  }

  /// Waits for a message, or until another descriptor is readable, which wins.
  ///
  /// - Throws: `terminated` as soon as the context is shut down.
  public mutating func wait(timeoutMilliseconds: Int, orReadable descriptor: CInt) throws(ZeroMQError) -> Waited {
    var items = [
      zmq_pollitem_t(socket: nil, fd: descriptor, events: Int16(ZMQ_POLLIN), revents: 0),
      zmq_pollitem_t(socket: pointer, fd: 0, events: Int16(ZMQ_POLLIN), revents: 0),
    ]
    if zmq_poll(&items, 2, max(timeoutMilliseconds, 0)) < 0, zmq_errno() != EINTR { throw .last(action: "receive") }
    if items[0].revents != 0 { return .descriptor }
    return items[1].revents != 0 ? .message : .timedOut
  }

  /// Receives the last frame of the next message, without waiting.
  ///
  /// - Returns: how many bytes the frame has, of which those that fit are in `buffer`; nil where no message is there.
  public mutating func receiveLastFrame(
    into buffer: UnsafeMutableRawBufferPointer
  ) throws(ZeroMQError) -> Int? {
    var message = zmq_msg_t()
    zmq_msg_init(&message)
    defer { zmq_msg_close(&message) }
    repeat {
      while zmq_msg_recv(&message, pointer, ZMQ_DONTWAIT) < 0 {
        switch zmq_errno() {
        case EINTR: continue
        case EAGAIN: return nil
        default: throw .last(action: "receive")
        }
      }
    } while zmq_msg_more(&message) != 0
    let bytes = UnsafeRawBufferPointer(start: zmq_msg_data(&message), count: zmq_msg_size(&message))
    buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes.prefix(buffer.count)))
    return bytes.count
  }
}
