import Foundation
import TestSupport
import Testing

/// The page for people, and what it is sent.
@Suite struct ServeDashboardTests {
  private static let token = "a token of some length"

  private static func service() throws -> (service: RunningService, port: UInt16) {
    let service = try RunningService(cameras: "  a: {source: edge.dat}\n  b: {source: edge.dat}\n")
    try service.waitToHear("READY=1")
    return (service, try service.port())
  }

  /// The next binary message: its heading and its pixels.
  private static func message(_ exchange: HTTPExchange) throws -> (heading: [String: Any], pixels: [UInt8]) {
    while true {
      let (opcode, payload) = try exchange.receiveFrame()
      guard opcode == 2 else { continue }
      let length = (0..<4).reduce(0) { $0 | Int(payload[$1]) << ($1 * 8) }
      let heading = try JSONSerialization.jsonObject(with: Data(payload[4..<4 + length])) as? [String: Any]
      return (heading ?? [:], Array(payload[(4 + length)...]))
    }
  }

  @Test func thePageAsksNobodyElseForAnything() throws {
    let (service, port) = try Self.service()
    let exchange = try HTTPExchange(port: port)
    exchange.send("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    let answer = try #require(exchange.receiveAll())
    #expect(answer.hasPrefix("HTTP/1.1 200") && answer.contains("text/html"))
    #expect(answer.contains("content-security-policy: default-src 'none'"))
    #expect(answer.contains("<canvas") || answer.contains("\"canvas\""))
    #expect(!answer.contains("http://") && !answer.contains("https://") && !answer.contains("src=\""))
    let settings = try HTTPExchange.get("/settings", port: port)
    #expect(settings.status == 200 && settings.body.contains("cameras.a.source"))
    #expect(!settings.body.contains(Self.token))
    _ = service
  }

  @Test func aViewerIsSentImagesWithBoxes() throws {
    let (service, port) = try Self.service()
    let viewer = try HTTPExchange(port: port)
    let head = try viewer.openWebSocket("/view?camera=a", headers: ["Sec-WebSocket-Protocol: saccade.view"])
    #expect(head.hasPrefix("HTTP/1.1 101"))
    // The answer to the key in RFC 6455, section 1.3.
    #expect(head.lowercased().contains("sec-websocket-accept: s3pplmbitxaq9kygzzhzrbk+xoo="))
    #expect(head.lowercased().contains("sec-websocket-protocol: saccade.view"))
    var (boxes, events, last, firing) = (0, 0, 0, 0)
    for _ in 0..<200 where boxes == 0 || events == 0 || firing == 0 {
      let (heading, pixels) = try Self.message(viewer)
      #expect(heading["width"] as? Int == 60 && heading["height"] as? Int == 50 && pixels.count == 750)
      let number = try #require(heading["number"] as? Int)
      #expect(number >= last)
      last = number
      events += pixels.filter { $0 != 0 }.count
      let layers = try #require(heading["firing"] as? [[String: Any]])
      #expect(layers.allSatisfy { (0...1).contains($0["rate"] as? Double ?? -1) && $0["kind"] is String })
      firing += layers.filter { $0["rate"] as? Double ?? 0 > 0 }.count
      boxes +=
        (heading["detections"] as? [[String: Any]])?.filter { ["car", "pedestrian"].contains($0["name"] as? String) }
        .count ?? 0
    }
    #expect(boxes > 0 && events > 0 && firing > 0)
    _ = service
  }

  private static let hasBrowser: Bool = {
    if FileManager.default.isExecutableFile(atPath: HeadlessBrowser.program.path) { return true }
    print("The page is not looked at in a browser: install chromium")
    return false
  }()

  @Test(.enabled(if: hasBrowser, "needs chromium")) func aBrowserShowsEventsWithBoxes() throws {
    let (service, port) = try Self.service()
    let folder = try TemporaryFolder()
    // The colours of OFF and ON events, and of the boxes of cars or pedestrians, on a light page.
    let events: Set<UInt32> = [0xD4451A, 0x1668DC]
    let boxes: Set<UInt32> = [0x12A512, 0xA51268]
    var found = (events: 0, boxes: 0)
    let browser = try HeadlessBrowser(address: "http://127.0.0.1:\(port)/", width: 600, height: 900)
    for _ in 0..<300 where found.events < 100 || found.boxes < 100 {
      try browser.screenshot().write(to: URL(filePath: folder.path("page.png")))
      let picture = try PictureOnDisk(path: folder.path("page.png"))
      found.events = max(found.events, picture.pixels.filter { events.contains($0) }.count)
      found.boxes = max(found.boxes, picture.pixels.filter { boxes.contains($0) }.count)
      usleep(200_000)
    }
    #expect(found.events >= 100 && found.boxes >= 100, "\(found)")
    _ = service
  }

  @Test func pagesOfOthersAndStrangersGetNoImage() throws {
    let (service, port) = try Self.service()
    for (path, headers, host, status) in [
      ("/view?camera=a", ["Origin: http://evil.example"], "localhost", 426), ("/view?camera=x", [], "localhost", 426),
      ("/view", [], "localhost", 426), ("/status", [], "localhost", 200), ("/view?camera=a", [], "evil.example", 421),
      ("/view?camera=a", ["Origin: null"], "localhost", 426),
    ] as [(String, [String], String, Int)] {
      let head = try HTTPExchange(port: port).openWebSocket(path, headers: headers, host: host)
      #expect(head.hasPrefix("HTTP/1.1 \(status)"), "\(path) \(headers): \(head)")
    }
    let own = try HTTPExchange(port: port).openWebSocket(
      "/view?camera=a", headers: ["Origin: http://127.0.0.1:\(port)"])
    #expect(own.hasPrefix("HTTP/1.1 101"))
    _ = service
  }

  @Test func aViewerThatReadsNothingChangesNothingForOthers() throws {
    let (service, port) = try Self.service()
    // As many as there are places but two; none of them reads.
    let stalled = try (0..<6).map { _ in
      let viewer = try HTTPExchange(port: port)
      _ = try viewer.openWebSocket("/view?camera=a")
      return viewer
    }
    let reading = try HTTPExchange(port: port)
    _ = try reading.openWebSocket("/view?camera=a")
    for _ in 0..<20 { _ = try Self.message(reading) }
    #expect(try HTTPExchange.get("/livez", port: port).status == 200)
    #expect(try service.status(of: "b")["state"] as? String == "running")
    withExtendedLifetime(stalled) {}
  }

  @Test func placesOfViewersThatGoAreFree() throws {
    let (service, port) = try Self.service()
    for _ in 0..<20 {
      let viewer = try HTTPExchange(port: port)
      #expect(try viewer.openWebSocket("/view?camera=b").hasPrefix("HTTP/1.1 101"))
      _ = try Self.message(viewer)
    }
    #expect(try HTTPExchange.get("/livez", port: port).status == 200)
    _ = service
  }
}
