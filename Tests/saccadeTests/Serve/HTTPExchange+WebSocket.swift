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

  /// The next message, of one frame or of several: its opcode and its payload.
  func receiveWebSocketMessage() throws -> (opcode: UInt8, payload: [UInt8]) {
    var message: (opcode: UInt8, payload: [UInt8]) = (0, [])
    while true {
      let start = try receive(2)
      var count = Int(start[1] & 127)
      if count >= 126 {
        count = try receive(count == 126 ? 2 : 8).reduce(0) { $0 << 8 | Int($1) }
      }
      if start[0] & 15 != 0 { message.opcode = start[0] & 15 }
      message.payload += try receive(count)
      if start[0] & 128 != 0 { return message }
    }
  }

  /// Sends a text of at most 125 bytes as a client does, masked (with zeros).
  func sendWebSocketText(_ text: String) {
    precondition(text.utf8.count <= 125)
    send([0x81, 0x80 | UInt8(text.utf8.count), 0, 0, 0, 0] + Array(text.utf8))
  }
}
