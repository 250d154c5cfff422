import Foundation

/// A Unix socket that receives datagrams, as a service manager has one; they are taken as they come, by a thread of its own.
package final class DatagramSocket: @unchecked Sendable {
  // Sendable although it has state: `received` is used with the condition's lock held.

  package let path: String
  private let descriptor: Int32
  private let condition = NSCondition()
  private var received: [[String]] = []

  /// Binds the socket; `isRead` says whether anybody takes the datagrams.
  package init(path: String, isRead: Bool = true) throws {
    self.path = path
    descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8)
    guard descriptor >= 0, bytes.count < MemoryLayout.size(ofValue: address.sun_path) else {
      throw CocoaError(.fileWriteInvalidFileName)
    }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    let status = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard status == 0 else { throw CocoaError(.fileWriteNoPermission) }
    guard isRead else { return }
    let reading = self.descriptor
    Thread.detachNewThread { [weak self] in
      var buffer = [UInt8](repeating: 0, count: 4096)
      while true {
        let count = recv(reading, &buffer, buffer.count, 0)
        guard count > 0, let self else { break }
        let lines = String(decoding: buffer[..<count], as: UTF8.self).split(separator: "\n").map(String.init)
        condition.withLock {
          self.received.append(lines)
          self.condition.signal()
        }
      }
    }
  }

  deinit {
    shutdown(descriptor, Int32(SHUT_RDWR))
    close(descriptor)
  }

  /// The next datagram as lines; nil where none comes in time.
  package func receive(atMostMilliseconds timeout: Int32 = 10_000) -> [String]? {
    condition.withLock {
      let deadline = Date(timeIntervalSinceNow: Double(timeout) / 1000)
      while received.isEmpty { guard condition.wait(until: deadline) else { return nil } }
      return received.removeFirst()
    }
  }
}
