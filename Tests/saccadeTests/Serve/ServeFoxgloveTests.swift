import Foundation
import TestSupport
import Testing

/// Foxglove's protocol, as its clients speak it; Samples/tests decodes what is in the messages with other people's libraries.
@Suite struct ServeFoxgloveTests {
  private static func service() throws -> (service: RunningService, port: UInt16) {
    let service = try RunningService(cameras: "  a: {source: edge.dat}\n  b: {source: edge.dat}\n")
    try service.waitToHear("READY=1")
    return (service, try service.port())
  }

  /// A client that has been told of the channels.
  private struct Client {
    struct Message {
      var subscription: UInt32
      var time: UInt64
      var payload: [UInt8]
    }

    let exchange: HTTPExchange
    private(set) var channels: [String: Int] = [:]

    init(port: UInt16) throws {
      exchange = try HTTPExchange(port: port)
      let head = try exchange.openWebSocket("/foxglove", headers: ["Sec-WebSocket-Protocol: foxglove.sdk.v1"])
      try #require(head.hasPrefix("HTTP/1.1 101"))
      let information = try text("serverInfo")
      #expect(information["sessionId"] is String)
      channels = try Self.topics(try text("advertise"))
    }

    /// The numbers of the channels in an advertisement, by topic.
    static func topics(_ advertisement: [String: Any]) throws -> [String: Int] {
      let channels = try #require(advertisement["channels"] as? [[String: Any]])
      return try Dictionary(
        uniqueKeysWithValues: channels.map {
          (try #require($0["topic"] as? String), try #require($0["id"] as? Int))
        })
    }

    /// The next text of a kind, whatever else comes.
    func text(_ kind: String) throws -> [String: Any] {
      while true {
        let (opcode, payload) = try exchange.receiveFrame()
        guard opcode == 1 else { continue }
        let text = try #require(try JSONSerialization.jsonObject(with: Data(payload)) as? [String: Any])
        if text["op"] as? String == kind { return text }
      }
    }

    /// The next message of a channel, whatever else comes.
    func message() throws -> Message {
      while true {
        let (opcode, payload) = try exchange.receiveFrame()
        guard opcode == 2 else { continue }
        try #require(payload.count > 13 && payload[0] == 1)
        func number(_ range: Range<Int>) -> UInt64 { range.reversed().reduce(0) { $0 << 8 | UInt64(payload[$1]) } }
        return Message(
          subscription: UInt32(number(1..<5)), time: number(5..<13), payload: Array(payload[13...]))
      }
    }

    func send(_ text: String) { exchange.sendFrame(opcode: 1, Array(text.utf8)) }

    func subscribe(_ topic: String, as id: Int) throws {
      let channel = try #require(channels[topic])
      send(#"{"op":"subscribe","subscriptions":[{"id":\#(id),"channelId":\#(channel)}]}"#)
    }
  }

  @Test func imagesAndBoxesOfAWindowHaveTheSameTime() throws {
    let (service, port) = try Self.service()
    let client = try Client(port: port)
    #expect(
      Set(client.channels.keys)
        == Set(["a", "b"].flatMap { camera in ["image", "annotations", "statistics"].map { "/\(camera)/\($0)" } }))
    try client.subscribe("/a/image", as: 70)
    try client.subscribe("/a/annotations", as: 5)
    try client.subscribe("/b/statistics", as: 1_000_000)
    var (images, boxes, statistics): ([UInt64], [UInt64], Int) = ([], [], 0)
    while images.count < 12 || boxes.count < 12 || statistics < 2 {
      let message = try client.message()
      switch message.subscription {
      case 70:
        #expect(Data(message.payload).range(of: Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])) != nil)
        images.append(message.time)
      case 5: boxes.append(message.time)
      case 1_000_000:
        let status = try JSONSerialization.jsonObject(with: Data(message.payload)) as? [String: Any]
        #expect(status?["name"] as? String == "b" && status?["events_per_second"] != nil)
        statistics += 1
      default: Issue.record("no such subscription: \(message.subscription)")
      }
    }
    for times in [images, boxes] { #expect(times == times.sorted() && Set(times).count == times.count) }
    // Nearly all: where the machine is slow, one of two may be replaced.
    #expect(Set(images).intersection(boxes).count >= 8)
    let now = UInt64(Date().timeIntervalSince1970 * 1e9)
    #expect(images.allSatisfy { $0 < now && $0 > now - 3_600_000_000_000 })
    _ = service
  }

  @Test(arguments: [
    ("/foxglove", "foxglove.sdk.v1", "foxglove.sdk.v1"), ("/", "foxglove.websocket.v1", "foxglove.websocket.v1"),
    ("/", "foxglove.websocket.v1, foxglove.sdk.v1", "foxglove.sdk.v1"), ("/", "other", ""),
    ("/foxglove", "other", ""), ("/", "", ""), ("/status", "foxglove.sdk.v1", ""),
  ])
  func theSubprotocolDecides(path: String, offered: String, accepted: String) throws {
    let (service, port) = try Self.service()
    let exchange = try HTTPExchange(port: port)
    let head = try exchange.openWebSocket(
      path, headers: offered.isEmpty ? [] : ["Sec-WebSocket-Protocol: \(offered)"])
    guard !accepted.isEmpty else {
      #expect(head.hasPrefix("HTTP/1.1 \(path == "/foxglove" ? 426 : 200)"))
      return
    }
    #expect(head.hasPrefix("HTTP/1.1 101"))
    #expect(head.lowercased().contains("sec-websocket-protocol: \(accepted)\r\n"))
    _ = service
  }

  @Test func pagesOfOthersAreTurnedAway() throws {
    let (service, port) = try Self.service()
    func status(_ path: String, _ origin: String, host: String = "localhost") throws -> String {
      let head = try HTTPExchange(port: port).openWebSocket(
        path, headers: ["Sec-WebSocket-Protocol: foxglove.sdk.v1", "Origin: \(origin)"], host: host)
      return String(head.dropFirst("HTTP/1.1 ".count).prefix(3))
    }
    #expect(try status("/foxglove", "https://evil.example") == "426")
    // The page, which holds nothing.
    #expect(try status("/", "https://evil.example") == "200")
    #expect(try status("/foxglove", "http://localhost:\(port)") == "101")
    #expect(try status("/foxglove", "http://localhost", host: "evil.example") == "421")
    #expect(try status("/foxglove?token=a%20token%20of%20some%20length", "file://") == "426")
    _ = service
  }

  @Test func complaintsAreToldAndPingsAnswered() throws {
    let (service, port) = try Self.service()
    let client = try Client(port: port)
    client.send(#"{"op":"subscribe","subscriptions":[{"id":1,"channelId":4711}]}"#)
    #expect(try client.text("status")["message"] as? String == "there is no channel 4711")
    client.exchange.sendFrame(opcode: 2, [1, 2, 3])
    #expect(try client.text("status")["level"] as? Int == 1)
    // In two fragments.
    let text = Array(#"{"op":"getParameters"}"#.utf8)
    client.exchange.sendFrame(opcode: 1, Array(text[..<9]), isLast: false)
    client.exchange.sendFrame(opcode: 0, Array(text[9...]))
    #expect((try client.text("status")["message"] as? String)?.contains("'getParameters'") == true)
    client.exchange.sendFrame(opcode: 9, [7, 8])
    while true {
      let (opcode, payload) = try client.exchange.receiveFrame()
      guard opcode == 10 else { continue }
      #expect(payload == [7, 8])
      break
    }
    _ = service
  }

  @Test func camerasThatComeAndGoAreTold() throws {
    let (service, port) = try Self.service()
    let client = try Client(port: port)
    try client.subscribe("/b/annotations", as: 1)
    _ = try client.message()
    #expect(try service.control("remove", "b").status == 0)
    let gone = try client.text("unadvertise")
    #expect(
      Set(gone["channelIds"] as? [Int] ?? [])
        == Set(client.channels.filter { $0.key.hasPrefix("/b/") }.map(\.value)))
    #expect(try service.control("add", "c", "source=\(service.folder.path("edge.dat"))").status == 0)
    let added = try Client.topics(try client.text("advertise"))
    #expect(Set(added.keys) == ["/c/image", "/c/annotations", "/c/statistics"])
    #expect(Set(added.values).isDisjoint(with: client.channels.values))
  }

  @Test func clientsThatReadNothingChangeNothingForOthers() throws {
    let (service, port) = try Self.service()
    let stalled = try (0..<5).map { _ in
      let client = try Client(port: port)
      for (index, topic) in ["/a/image", "/a/annotations", "/b/image", "/b/annotations"].enumerated() {
        try client.subscribe(topic, as: index)
      }
      return client
    }
    let reading = try Client(port: port)
    try reading.subscribe("/a/annotations", as: 1)
    for _ in 0..<40 { _ = try reading.message() }
    #expect(try HTTPExchange.get("/livez", port: port).status == 200)
    let metrics = try HTTPExchange.get("/metrics", port: port).body
    #expect(metrics.contains("\nsaccade_foxglove_clients 6\n"))
    #expect(try service.status(of: "b")["state"] as? String == "running")
    withExtendedLifetime(stalled) {}
  }

  @Test func whoAsksWithoutListeningIsCutOff() throws {
    let (service, port) = try Self.service()
    let client = try Client(port: port)
    // Each is answered; the answers fill what the system holds, then the queue.
    let ping = [UInt8](repeating: 1, count: 125)
    var isOpen = true
    for _ in 0..<1_000_000 where isOpen { isOpen = client.exchange.sendFrame(opcode: 9, ping) }
    #expect(!isOpen)
    #expect(try HTTPExchange.get("/livez", port: port).status == 200)
    _ = service
  }

  @Test func placesOfClientsThatGoAreFree() throws {
    let (service, port) = try Self.service()
    for _ in 0..<20 {
      let client = try Client(port: port)
      try client.subscribe("/a/annotations", as: 1)
      _ = try client.message()
    }
    try service.command.wait {
      try HTTPExchange.get("/metrics", port: port).body.contains("\nsaccade_foxglove_clients 0\n")
    }
  }
}
