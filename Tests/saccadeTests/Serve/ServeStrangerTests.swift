import Foundation
import Messages
import Pipeline
import Synchronization
import TestSupport
import Testing

/// Strangers on the endpoints of detections: they learn nothing, and delay nobody.
@Suite struct ServeStrangerTests {
  /// How many at a time; some unless more are asked for.
  private static let connections =
    ProcessInfo.processInfo.environment["SOAK_CONNECTIONS"].flatMap { Int($0) } ?? 100

  @Test func withoutAKeyNoByteOfAMessageComes() throws {
    let folder = try ReplayFiles.folder(events: 1_500_000)
    try FileManager.default.createDirectory(
      at: folder.url.appending(path: "clients"), withIntermediateDirectories: false)
    for name in ["robot", "clients/friend"] {
      #expect(try CommandRun("keys", "generate", name, in: folder).status == 0)
    }
    let port = try FreePort.find()
    let service = try RunningService(
      cameras: "  a: {source: edge.dat, publish: {stream: 'tcp://127.0.0.1:\(port)'}}\n", in: folder,
      arguments: [
        "--set", "publish.curve.key_file=\(folder.path("robot.key_secret"))", "--set",
        "publish.curve.client_folder=\(folder.path("clients"))",
      ])
    try service.waitToHear("READY=1")
    let garbage = RawClient.command("HELLO", [UInt8](repeating: 0xA5, count: 194))
    let sayings: [[UInt8]] = [
      [], Array("GET / HTTP/1.1\r\n\r\n".utf8), RawClient.greeting("NULL") + RawClient.subscription,
      RawClient.greeting("PLAIN") + RawClient.command("HELLO", [1, 120, 1, 121]) + RawClient.subscription,
      RawClient.greeting("CURVE") + RawClient.subscription,
      RawClient.greeting("CURVE") + garbage + RawClient.subscription,
      // As ZMTP 1.0 has it: an empty identity, and a subscription to everything.
      [1, 0, 2, 0, 1],
    ]
    let strangers = try sayings.map { try RawClient(port: port, saying: $0) }
    // Meanwhile one that is known receives.
    let friend = try RunningCommand(
      [
        "watch", "--json", "--connect", "tcp://127.0.0.1:\(port)", "--count", "50", "--timeout", "20s", "--curve-key",
        "clients/friend.key_secret", "--curve-server", "robot.key",
      ], in: folder)
    let result = try friend.wait(atMostSeconds: 60)
    #expect(result.status == 0 && result.output.utf8.count > 5000)
    for (index, stranger) in strangers.enumerated() {
      stranger.collect()
      // A greeting is 64 bytes, and a refusal may say why.
      #expect(stranger.received.count < 128, "stranger \(index) was sent \(stranger.received.count) bytes")
      #expect(!String(decoding: stranger.received, as: UTF8.self).contains("detections"))
    }
    #expect(try service.stop().status == 0)
  }

  /// A subscriber in a thread of its own, so that what else a test does delays nothing.
  private final class Reader: Sendable {
    private struct Received {
      var frames: [DetectionFrame] = []
      var delays: [Int64] = []
      var isEnded = false
    }

    private let received = Mutex(Received())

    init(endpoint: String) {
      Thread.detachNewThread { [self] in
        guard let subscriber = try? DetectionSubscriber(DetectionSubscriberSettings(endpoint: endpoint)) else { return }
        while !received.withLock({ $0.isEnded }) {
          guard let message = try? subscriber.receive(timeoutMilliseconds: 100),
            case .detections(let frame, _) = message.content
          else { continue }
          received.withLock {
            $0.frames.append(frame)
            $0.delays.append(message.receiveTimeNanoseconds - frame.publishTimeNanoseconds)
          }
        }
      }
    }

    deinit { end() }

    func end() { received.withLock { $0.isEnded = true } }

    var frames: [DetectionFrame] { received.withLock { $0.frames } }

    /// The longest delays of frames from one on, in milliseconds, without the very first.
    func slowest(from index: Int) -> Double {
      Double(received.withLock { $0.delays.dropFirst(max(index, 5)).max() } ?? 0) / 1e6
    }
  }

  /// What strangers say; each another thing.
  private static func words(_ index: Int) -> [UInt8] {
    switch index % 5 {
    case 0: []
    case 1: (0..<2000).map { UInt8(truncatingIfNeeded: $0 * 31 + index) }
    case 2: RawClient.greeting("NULL")
    // A subscription that is longer than any topic.
    case 3:
      RawClient.greeting("NULL") + RawClient.subscription + [2, 0, 0, 0, 0, 0, 1, 0, 0]
        + [UInt8](repeating: 1, count: 65_536)
    default: RawClient.greeting("NULL") + RawClient.subscription
    }
  }

  @Test func manyConnectionsDelayNobody() throws {
    let port = try FreePort.find()
    let service = try RunningService(
      cameras: "  a: {source: edge.dat, publish: {stream: 'tcp://127.0.0.1:\(port)'}}\n")
    try service.waitToHear("READY=1")
    let web = try service.port()
    let reader = Reader(endpoint: "tcp://127.0.0.1:\(port)")
    try service.command.wait { reader.frames.count >= 60 }
    let before = (count: reader.frames.count, slowest: reader.slowest(from: 0))
    var strangers: [RawClient] = []
    for index in 0..<Self.connections {
      strangers.append(try RawClient(port: port, saying: Self.words(index)))
      // Some at the other port too, where further ones than it has places for are turned away.
      if index % 20 == 0 { _ = try? RawClient(port: web, saying: Self.words(index + 1)) }
    }
    try service.command.wait { reader.frames.count >= before.count + 60 }
    for stranger in strangers { stranger.collect() }
    strangers.removeAll()
    try service.command.wait { reader.frames.count >= before.count + 90 }
    reader.end()
    let slowest = reader.slowest(from: before.count)
    print("strangers: \(Self.connections), slowest message \(slowest) ms, without them \(before.slowest) ms")
    if Self.connections >= 1000 { #expect(slowest <= before.slowest + 10) }
    #expect(reader.frames.areContiguous)
    // And whoever comes later is served.
    let late = try DetectionSubscriber(DetectionSubscriberSettings(endpoint: "tcp://127.0.0.1:\(port)", camera: "a"))
    #expect(try (late.frames(atLeast: 3, of: ["a"])["a"] ?? []).areContiguous)
    #expect(try service.stop().status == 0)
  }
}
