import Foundation

extension HTTPExchange {
  /// Asks for a WebSocket; the answer's head.
  func openWebSocket(_ path: String, headers: [String] = [], host: String = "localhost") throws -> String {
    let lines =
      [
        "GET \(path) HTTP/1.1", "Host: \(host)", "Upgrade: websocket", "Connection: Upgrade",
        "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
      ] + headers
    send(lines.joined(separator: "\r\n") + "\r\n\r\n")
    return try receiveHead()
  }

  /// The head of an answer, up to the empty line.
  func receiveHead() throws -> String {
    var head: [UInt8] = []
    while !head.suffix(4).elementsEqual("\r\n\r\n".utf8) { head += try receive(1) }
    return String(decoding: head, as: UTF8.self)
  }

  /// The next frame.
  func receiveFrame() throws -> (opcode: UInt8, payload: [UInt8]) {
    let start = try receive(2)
    var count = Int(start[1] & 127)
    if count >= 126 { count = try receive(count == 126 ? 2 : 8).reduce(0) { $0 << 8 | Int($1) } }
    return (start[0] & 15, try receive(count))
  }

  /// Sends a frame, masked with zeros; false once the other side has closed.
  @discardableResult
  func sendFrame(opcode: UInt8, _ payload: [UInt8], isLast: Bool = true) -> Bool {
    let count = payload.count
    let length: [UInt8] = count < 126 ? [UInt8(count) | 128] : [126 | 128, UInt8(count >> 8), UInt8(count & 255)]
    return send([opcode | (isLast ? 128 : 0)] + length + [0, 0, 0, 0] + payload)
  }
}
