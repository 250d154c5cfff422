import CSystemCalls
import Foundation

/// The other side of a live source's socket, in a thread of its own.
package final class SocketPeer: @unchecked Sendable {
  // Sendable although it has state: `descriptor` never changes, and the thread is the only one that uses the clients.

  /// A call of the system that has failed.
  package struct Failure: Error, CustomStringConvertible {
    package var description: String

    package init(description: String) { self.description = description }
  }

  /// The listening socket.
  private let descriptor: Int32
  /// The TCP port.
  package let port: UInt16

  /// Listens on a TCP port of the system's choice.
  package init(tcp: Void = ()) throws {
    var (descriptor, port): (Int32, UInt16) = (-1, 0)
    let status = saccade_listen_tcp("127.0.0.1", 0, &descriptor, &port)
    guard status == 0 else { throw Failure(description: "cannot listen: \(status)") }
    (self.descriptor, self.port) = (descriptor, port)
  }

  /// Listens on a Unix socket.
  package init(unix path: String) throws {
    var descriptor: Int32 = -1
    let status = saccade_listen_unix(path, &descriptor)
    guard status == 0 else { throw Failure(description: "cannot listen on \(path): \(status)") }
    (self.descriptor, port) = (descriptor, 0)
  }

  deinit { close(descriptor) }

  /// Serves clients in a thread until `body` returns false; each client's socket is closed after its turn.
  package func serve(_ body: @escaping @Sendable (_ client: Int32, _ number: Int) -> Bool) {
    Thread.detachNewThread { [self] in
      var number = 0
      while true {
        var item = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&item, 1, 60_000) > 0 else { return }
        var client: Int32 = -1
        guard saccade_accept(descriptor, &client) == 0 else { continue }
        let goesOn = body(client, number)
        close(client)
        number += 1
        if !goesOn { return }
      }
    }
  }

  /// Sends bytes in pieces of random sizes, 1 to `largest`; false where the other side has gone.
  @discardableResult
  package static func send(_ bytes: some Collection<UInt8>, to socket: Int32, largest: Int, seed: UInt64) -> Bool {
    var generator = SplitMix64(state: seed)
    let all = Array(bytes)
    var offset = 0
    while offset < all.count {
      let size = min(Int.random(in: 1...largest, using: &generator), all.count - offset)
      guard sendAll(Array(all[offset..<offset + size]), to: socket) else { return false }
      offset += size
    }
    return true
  }

  /// Sends bytes at once.
  @discardableResult
  package static func sendAll(_ bytes: [UInt8], to socket: Int32) -> Bool {
    var offset = 0
    while offset < bytes.count {
      let sent = bytes[offset...].withUnsafeBytes {
        Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      if sent > 0 {
        offset += sent
      } else if errno == EAGAIN {
        var item = pollfd(fd: socket, events: Int16(POLLOUT), revents: 0)
        poll(&item, 1, 10_000)
      } else if errno != EINTR {
        return false
      }
    }
    return true
  }

  /// Waits until the other side closes.
  package static func waitForClose(of socket: Int32) {
    var byte: UInt8 = 0
    while true {
      var item = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
      guard poll(&item, 1, 30_000) > 0 else { return }
      let count = recv(socket, &byte, 1, Int32(MSG_DONTWAIT))
      if count == 0 || count < 0 && errno != EAGAIN { return }
    }
  }

  /// Connects to a listening source, which may not listen yet.
  package static func connect(unix path: String) throws -> Int32 {
    for _ in 0..<5000 {
      var socket: Int32 = -1
      if saccade_connect_unix(path, &socket) == 0 { return socket }
      usleep(2_000)
    }
    throw Failure(description: "nobody listens on \(path)")
  }

  /// Connects to a listening source.
  package static func connect(port: UInt16) throws -> Int32 {
    var event: Int32 = -1
    guard saccade_event(&event) == 0 else { throw Failure(description: "no event") }
    defer { close(event) }
    var socket: Int32 = -1
    let status = saccade_connect_tcp("127.0.0.1", port, event, .max, &socket)
    guard status == 0 else { throw Failure(description: "cannot connect to port \(port): \(status)") }
    return socket
  }
}
