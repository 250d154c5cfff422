import Foundation
import TestSupport
import Testing

/// Metrics, health and control over HTTP, and what strangers may do there.
@Suite struct ServeHTTPTests {
  private static let token = "a token of some length"

  private static func service() throws -> (service: RunningService, port: UInt16) {
    let service = try RunningService(cameras: "  a: {source: edge.dat}\n  b: {source: edge.dat}\n")
    try service.waitToHear("READY=1")
    return (service, try service.port())
  }

  @Test func metricsAreConserved() throws {
    let (service, port) = try Self.service()
    for _ in 0..<30 {
      let (status, text) = try HTTPExchange.get("/metrics", port: port)
      #expect(status == 200)
      for camera in ["a", "b"] {
        func value(_ name: String) -> UInt64 {
          text.split(separator: "\n").filter { $0.hasPrefix(name) && $0.contains("camera=\"\(camera)\"") }
            .reduce(0) { $0 + (UInt64($1.split(separator: " ").last ?? "") ?? 0) }
        }
        #expect(
          value("saccade_events_received_total")
            == value("saccade_events_processed_total") + value("saccade_events_dropped_total")
            + value("saccade_events_filtered_total") + value("saccade_events_pending"))
      }
      #expect(text.contains("saccade_camera_state{camera=\"a\",state=\"running\"} 1"))
    }
    _ = service
  }

  @Test func readingNeedsNoTokenHereAndControlDoes() throws {
    let (service, port) = try Self.service()
    #expect(try HTTPExchange.get("/status", port: port).body.contains("\"events_per_second\""))
    #expect(try HTTPExchange.get("/nothing", port: port).status == 404)
    #expect(try HTTPExchange.get("/control/pause", port: port, method: "POST").status == 401)
    #expect(try HTTPExchange.get("/control/pause", port: port, method: "POST", token: "wrong").status == 401)
    #expect(try HTTPExchange.get("/control/pause", port: port, token: Self.token).status == 404)
    let paused = try HTTPExchange.get("/control/pause?camera=%61", port: port, method: "POST", token: Self.token)
    #expect(paused.status == 200 && paused.body.contains("\"a\" : \"paused\""))
    let refused = try HTTPExchange.get("/control/pause?camera=x", port: port, method: "POST", token: Self.token)
    #expect(refused.status == 409 && refused.body.contains("\"ok\" : false"))
    #expect(try service.status(of: "b")["state"] as? String == "running")
  }

  @Test func pagesOfOtherNamesAreTurnedAway() throws {
    let (service, port) = try Self.service()
    #expect(try HTTPExchange.get("/status", port: port, host: "evil.example").status == 421)
    #expect(
      try HTTPExchange.get("/control/reload", port: port, method: "POST", host: "evil.example", token: Self.token)
        .status == 421)
    for host in ["localhost", "127.0.0.1:\(port)", "[::1]:80", "LOCALHOST"] {
      #expect(try HTTPExchange.get("/livez", port: port, host: host).status == 200)
    }
    _ = service
  }

  @Test func oversizedSlowAndBrokenRequestsEndTheirConnectionAlone() throws {
    let (service, port) = try Self.service()
    // Slow: a head that never ends, one byte at a time, and one that says nothing at all.
    let silent = try HTTPExchange(port: port)
    let slow = try HTTPExchange(port: port)
    slow.send("GET /status HTTP/1.1\r\nHost: local")
    #expect(slow.receiveAll() == "" && silent.receiveAll() == "")
    for request in [
      "GET /status HTTP/1.1\r\nHost: localhost\r\nX: " + String(repeating: "x", count: 200_000) + "\r\n\r\n",
      "GET /" + String(repeating: "y", count: 5_000_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n",
      String(repeating: "garbage\r\n", count: 10_000),
      "POST /control/reload HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999\r\n\r\n"
        + String(repeating: "z", count: 3_000_000),
    ] {
      let exchange = try HTTPExchange(port: port)
      exchange.send(request)
      let answer = try #require(exchange.receiveAll())
      #expect(answer.isEmpty || answer.hasPrefix("HTTP/1.1 4"), "\(answer.prefix(80))")
    }
    #expect(try HTTPExchange.get("/livez", port: port).status == 200)
    _ = service
  }

  @Test func fullOfConnectionsTheOperatorStillGetsIn() throws {
    let (service, port) = try Self.service()
    let held = try (0..<8).map { _ in try HTTPExchange(port: port) }
    let turnedAway = try HTTPExchange(port: port)
    turnedAway.send("GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n")
    #expect(turnedAway.receiveAll() == "")
    #expect(try service.control("status").status == 0)
    // Those who say nothing lose their places.
    #expect(held[0].receiveAll() == "")
    try service.command.wait { (try? HTTPExchange.get("/livez", port: port))?.status == 200 }
  }

  @Test func connectionsAreUsedAgain() throws {
    let (service, port) = try Self.service()
    let exchange = try HTTPExchange(port: port)
    for _ in 0..<3 { exchange.send("GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n") }
    exchange.send("GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    let answers = try #require(exchange.receiveAll())
    #expect(answers.components(separatedBy: "HTTP/1.1 200 OK").count == 5)
    _ = service
  }

  @Test func anOpenAddressIsRefused() throws {
    let run = try CommandRun("serve", "--set", "http.listen=0.0.0.0:0")
    #expect(run.status == 78 && run.errors.contains("can be reached by other machines"))
    let folder = try TemporaryFolder()
    try folder.write("short".utf8, to: "token")
    let short = try CommandRun(
      "serve", "--set", "http.listen=0.0.0.0:0", "--set", "http.token_file=\(folder.path("token"))", "--set",
      "publish.stream=none", "--set", "publish.latest=none", "--set", "control.socket=none")
    #expect(short.status == 78 && short.errors.contains("fewer than 16"))
  }
}
