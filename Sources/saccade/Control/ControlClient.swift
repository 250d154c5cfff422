import CSystemCalls
import Glibc

/// Asks a running service over its control socket: one HTTP request a connection.
struct ControlClient {
  /// A reload may load several models.
  private static let timeoutMilliseconds = 120_000
  private static let maximumBytes = 16 << 20

  /// What the service has answered.
  struct Reply {
    var status: Int
    var body: [UInt8]
  }

  let path: String

  /// Sends a request and waits for its answer; throws `CommandFailure` with status 69 where there is none.
  func send(_ method: String, _ target: String, body: [UInt8] = []) throws(CommandFailure) -> Reply {
    var descriptor: Int32 = -1
    let status = saccade_connect(&descriptor, path, Int32(Self.timeoutMilliseconds))
    guard status == 0 else {
      let remedy = "is the service running? start saccade serve, or give its control.socket with --socket"
      throw CommandFailure(.unavailable, "\(path): cannot connect: \(String(cString: strerror(status))): \(remedy)")
    }
    defer { close(descriptor) }
    let head =
      "\(method) \(target) HTTP/1.1\r\nhost: localhost\r\ncontent-length: \(body.count)\r\nconnection: close\r\n\r\n"
    let request = Array(head.utf8) + body
    guard request.withUnsafeBytes({ saccade_send(descriptor, $0.baseAddress, $0.count) }) == 0 else {
      throw CommandFailure(.unavailable, "\(path): the service does not take the request: try again")
    }
    return try parse(try receive(descriptor))
  }

  private func receive(_ descriptor: Int32) throws(CommandFailure) -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while bytes.count < Self.maximumBytes {
      let count = read(descriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else {
        throw CommandFailure(.unavailable, "\(path): no answer: \(String(cString: strerror(errno))): try again")
      }
      if count == 0 { break }
      bytes += buffer[..<count]
    }
    return bytes
  }

  /// The connection is closed after the answer, so that its body is all that follows the head.
  private func parse(_ bytes: [UInt8]) throws(CommandFailure) -> Reply {
    let text = String(decoding: bytes.prefix(16), as: UTF8.self)
    let end: [UInt8] = [13, 10, 13, 10]
    let start = bytes.indices.first { bytes[$0...].starts(with: end) }
    guard text.hasPrefix("HTTP/1."), let status = Int(text.dropFirst(9).prefix(3)), let start else {
      throw CommandFailure(.unavailable, "\(path): the answer is no HTTP: is this the control socket of saccade serve?")
    }
    return Reply(status: status, body: Array(bytes[(start + 4)...]))
  }
}
