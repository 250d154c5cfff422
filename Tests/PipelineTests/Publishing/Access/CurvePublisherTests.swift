import Foundation
import Messages
import Synchronization
import TestSupport
import Testing
import ZeroMQ

import Pipeline

/// Publishers whose subscribers need a key, over real sockets.
@Suite struct CurvePublisherTests {
  private static func publisher(_ access: ClientAccess) throws -> ZeroMQPublisher {
    var settings = ZeroMQPublisherSettings(framesPerSecond: 100)
    settings.streamEndpoint = "tcp://127.0.0.1:0"
    settings.latestEndpoint = "tcp://127.0.0.1:0"
    settings.lingerMilliseconds = 0
    return try ZeroMQPublisher(settings, access: access)
  }

  private static func subscriber(
    _ endpoint: ZeroMQEndpoint?, _ security: CurveSecurity?, camera: String? = nil
  ) throws -> DetectionSubscriber {
    var settings = DetectionSubscriberSettings(endpoint: try #require(endpoint).description, camera: camera)
    settings.security = security
    return try DetectionSubscriber(settings)
  }

  /// Publishes frames of two cameras until each of some subscribers has received enough of them, or for half a minute.
  ///
  /// A refused client tries again only after two seconds.
  private static func received(
    _ publisher: ZeroMQPublisher, _ subscribers: [DetectionSubscriber], rounds: Int = 6000, enough: Int = 10
  ) throws -> [[String]] {
    var found = subscribers.map { _ in [String]() }
    for sequence in 0..<UInt64(rounds) {
      for source in ["cam1", "cam2"] { try publisher.publish(Frames.frame(sequence: sequence, source: source)) }
      for (index, subscriber) in subscribers.enumerated() {
        while let message = try subscriber.receive(timeoutMilliseconds: 5) {
          if case .detections(let frame, _) = message.content { found[index].append(frame.source) }
        }
      }
      if found.allSatisfy({ $0.count >= enough }) { break }
    }
    return found
  }

  @Test func onlyKnownClientsReceiveAnything() throws {
    let keys = try CurveFiles()
    let known = try keys.add("known")
    let refusals = Mutex<[ClientAccess.Refusal]>([])
    let access = try keys.access { refusal in refusals.withLock { $0.append(refusal) } }
    let publisher = try Self.publisher(access)
    let server = keys.pair.publicKey
    let stranger = try CurveKeyPair.generate()
    for endpoint in [publisher.streamEndpoint, publisher.latestEndpoint] {
      let others = [
        try Self.subscriber(endpoint, nil),
        try Self.subscriber(endpoint, .client(stranger, server: server)),
        // A known client that was given another server's key.
        try Self.subscriber(endpoint, .client(known, server: stranger.publicKey)),
      ]
      let friend = try Self.subscriber(endpoint, .client(known, server: server))
      #expect(try Self.received(publisher, [friend])[0].count >= 10)
      // Everything that the friend has received was published while these had long tried.
      let nothing = try Self.received(publisher, others, rounds: 60)
      #expect(nothing == [[], [], []])
    }
    #expect(access.counts.accepted >= 2 && access.counts.refused >= 2)
    let key = stranger.publicKey.z85
    #expect(refusals.withLock { $0.contains { $0 == .unknownKey(address: "127.0.0.1", key: key) } })
    publisher.finish()
  }

  @Test func aClientReceivesItsTopicsAndNoOthers() throws {
    let keys = try CurveFiles()
    let limited = try keys.add("limited", topics: "detections/cam2/")
    let whole = try keys.add("whole")
    let access = try keys.access()
    let publisher = try Self.publisher(access)
    let server = keys.pair.publicKey
    let subscribers = [
      try Self.subscriber(publisher.streamEndpoint, .client(limited, server: server)),
      try Self.subscriber(publisher.streamEndpoint, .client(whole, server: server)),
    ]
    let found = try Self.received(publisher, subscribers)
    #expect(Set(found[0]) == ["cam2"])
    #expect(Set(found[1]) == ["cam1", "cam2"])
    // Its subscriptions to meta and status are refused, and counted.
    #expect(access.counts.refusedSubscriptions >= 2)
    let refused = try Self.subscriber(publisher.streamEndpoint, .client(limited, server: server), camera: "cam1")
    #expect(try Self.received(publisher, [refused], rounds: 60) == [[]])
    publisher.finish()
  }

  @Test func aClientIsLetInOnceItsKeyIsThere() throws {
    let keys = try CurveFiles()
    let access = try keys.access()
    let publisher = try Self.publisher(access)
    let late = try CurveKeyPair.generate()
    let subscriber = try Self.subscriber(publisher.streamEndpoint, .client(late, server: keys.pair.publicKey))
    #expect(try Self.received(publisher, [subscriber], rounds: 60) == [[]])
    try CurveCertificate(late).withoutSecret.write(
      path: keys.clients.appending(path: "late.key").path, overwrites: false)
    try access.reload()
    #expect(try Self.received(publisher, [subscriber])[0].count >= 10)
    publisher.finish()
  }

  @Test func strangersDelayNobody() throws {
    let keys = try CurveFiles()
    let known = try keys.add("known")
    let publisher = try Self.publisher(try keys.access())
    let friend = try Self.subscriber(publisher.streamEndpoint, .client(known, server: keys.pair.publicKey))
    #expect(try Self.received(publisher, [friend])[0].count >= 10)
    guard case .tcp(_, let port?) = publisher.streamEndpoint?.address else {
      Issue.record("no port")
      return
    }
    // Garbage, half a greeting, and silence.
    let strangers = try (0..<60).map { index in
      let socket = try SocketPeer.connect(port: port)
      SocketPeer.sendAll([UInt8](repeating: UInt8(index), count: index % 3 == 2 ? 0 : 100), to: socket)
      return socket
    }
    defer { for socket in strangers { close(socket) } }
    let before = friend.sequences.total
    let found = try Self.received(publisher, [friend], rounds: 100, enough: 100)
    #expect(found[0].count >= 100)
    #expect(friend.sequences.total.lost == before.lost)
    publisher.finish()
  }
}
