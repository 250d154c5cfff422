import CSystemCalls
import Glibc

/// A stream of bytes from a descriptor: a connected socket, or standard input.
final class DescriptorConnection: SourceConnection {
  private let descriptor: Int32
  private let isSocket: Bool

  /// Takes over a connected socket.
  init(socket: Int32) {
    descriptor = socket
    isSocket = true
  }

  /// Reads standard input, whose blocking mode is shared with other programs and left alone.
  init() {
    descriptor = STDIN_FILENO
    isSocket = false
  }

  deinit { if isSocket { close(descriptor) } }

  func receive(into buffer: UnsafeMutableRawBufferPointer) -> Reception {
    while true {
      if !isSocket {
        var item = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        if poll(&item, 1, 0) == 0 { return .nothing }
      }
      let count =
        isSocket
        ? recv(descriptor, buffer.baseAddress, buffer.count, Int32(MSG_DONTWAIT))
        : read(descriptor, buffer.baseAddress, buffer.count)
      if count > 0 { return .piece(ReceivedPiece(byteCount: count, isDrained: count < buffer.count)) }
      if count == 0 { return .ended(ConnectionFailure(.closed, "the other side has closed the connection")) }
      switch errno {
      case EINTR: continue
      case EAGAIN, EWOULDBLOCK: return .nothing
      case let number:
        return .ended(ConnectionFailure(.broken, "the connection has broken: \(String(cString: strerror(number)))"))
      }
    }
  }

  func wait(untilNanoseconds deadline: Int64, event: Int32) -> Waiting {
    Waiting(saccade_wait(descriptor, SACCADE_READABLE, event, deadline))
  }
}

extension Waiting {
  /// What `saccade_wait` says; an error shows when the descriptor is used.
  init(_ result: Int32) {
    switch result {
    case Int32(SACCADE_WOKEN.rawValue): self = .woken
    case Int32(SACCADE_TIMED_OUT.rawValue): self = .timedOut
    default: self = .ready
    }
  }
}
