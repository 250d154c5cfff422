import Foundation
import TestSupport
import Testing

/// Chromium without a window, steered through its DevTools protocol.
final class HeadlessBrowser {
  static let program = URL(filePath: "/usr/bin/chromium")

  private let process = Process()
  private let folder: TemporaryFolder
  private let connection: HTTPExchange
  private var calls = 0

  /// Opens a page in a browser of its own.
  init(address: String, width: Int, height: Int) throws {
    folder = try TemporaryFolder()
    process.executableURL = Self.program
    process.arguments = [
      "--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=\(width),\(height)",
      "--remote-debugging-port=0", "--user-data-dir=\(folder.path("profile"))", address,
    ]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    do {
      connection = try Self.connect(profile: folder.path("profile"), address: address)
    } catch {
      process.terminate()
      throw error
    }
  }

  deinit {
    process.terminate()
    process.waitUntilExit()
  }

  /// Waits until the browser has said where it listens and has opened its page.
  private static func connect(profile: String, address: String) throws -> HTTPExchange {
    for _ in 0..<600 {
      usleep(100_000)
      guard let said = try? String(contentsOfFile: profile + "/DevToolsActivePort", encoding: .utf8),
        let port = said.split(separator: "\n").first.flatMap({ UInt16($0) }),
        let list = try? pages(port: port),
        let pages = try? JSONSerialization.jsonObject(with: Data(list)) as? [[String: Any]],
        let page = pages.first(where: { $0["url"] as? String == address })?["id"] as? String
      else { continue }
      let exchange = try HTTPExchange(port: port)
      let head = try exchange.openWebSocket("/devtools/page/\(page)", host: "127.0.0.1:\(port)")
      guard head.hasPrefix("HTTP/1.1 101") else { throw CocoaError(.fileReadUnknown) }
      return exchange
    }
    throw CocoaError(.fileReadNoSuchFile)
  }

  /// The list of pages in JSON; the browser keeps the connection open behind it.
  private static func pages(port: UInt16) throws -> [UInt8] {
    let exchange = try HTTPExchange(port: port)
    exchange.send("GET /json/list HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n\r\n")
    let lines = try exchange.receiveHead().lowercased().components(separatedBy: "\r\n")
    let length = lines.first { $0.hasPrefix("content-length:") }?.split(separator: ":").last
    return try exchange.receive(length.flatMap { Int($0.trimmingCharacters(in: .whitespaces)) } ?? 0)
  }

  /// What is seen now, as a PNG file.
  func screenshot() throws -> Data {
    calls += 1
    let call = #"{"id":\#(calls),"method":"Page.captureScreenshot","params":{"format":"png"}}"#
    connection.sendFrame(opcode: 1, Array(call.utf8))
    while true {
      let message = try connection.receiveFrame().payload
      let answer = try JSONSerialization.jsonObject(with: Data(message)) as? [String: Any]
      guard answer?["id"] as? Int == calls else { continue }
      let text = (answer?["result"] as? [String: Any])?["data"] as? String
      return try #require(text.flatMap { Data(base64Encoded: $0) })
    }
  }
}
