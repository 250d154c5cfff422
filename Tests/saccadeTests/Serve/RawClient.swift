import Foundation
import TestSupport

/// A stranger on a ZeroMQ endpoint: a TCP connection that says what it likes.
final class RawClient {
  private let descriptor: Int32
  /// All that it was sent.
  private(set) var received: [UInt8] = []

  /// Connects and says something; the other side may close before all of it was said.
  init(port: UInt16, saying bytes: [UInt8] = []) throws {
    descriptor = try SocketPeer.connect(port: port)
    send(bytes)
  }

  deinit { close(descriptor) }

  /// Says more.
  func send(_ bytes: [UInt8]) { SocketPeer.sendAll(bytes, to: descriptor) }

  /// Takes what has come.
  func collect() {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
      guard count > 0 else { return }
      received += buffer[..<count]
    }
  }

  /// The greeting of ZMTP 3.0 with a mechanism (RFC 23).
  static func greeting(_ mechanism: String) -> [UInt8] {
    let name = Array(mechanism.utf8)
    return [0xFF] + [UInt8](repeating: 0, count: 8) + [0x7F, 3, 0] + name
      + [UInt8](repeating: 0, count: 20 - name.count + 1 + 31)
  }

  /// A command of ZMTP 3.0.
  static func command(_ name: String, _ data: [UInt8]) -> [UInt8] {
    let body = [UInt8(name.utf8.count)] + name.utf8 + data
    return [4, UInt8(body.count)] + body
  }

  /// What a subscriber without keys says: READY, and that it wants everything.
  static let subscription: [UInt8] =
    command("READY", [11] + Array("Socket-Type".utf8) + [0, 0, 0, 3] + Array("SUB".utf8)) + [0, 1, 1]
}
