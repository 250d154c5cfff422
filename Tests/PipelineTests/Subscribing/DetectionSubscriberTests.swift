import Messages
import Testing
import ZeroMQ

import Pipeline

@Suite struct DetectionSubscriberTests {
  private static func publisherSocket(_ name: String, context: ZeroMQContext) throws -> ZeroMQSocket {
    var socket = try ZeroMQSocket(.publishWithSubscriptions, in: context)
    try socket.bind(to: ZeroMQEndpoint("inproc://\(name)"))
    return socket
  }

  @Test func whatCannotBeReadIsReportedAndCounted() throws {
    let context = try ZeroMQContext()
    var publisher = try Self.publisherSocket("unreadable", context: context)
    let subscriber = try DetectionSubscriber(
      DetectionSubscriberSettings(endpoint: "inproc://unreadable"), context: context)
    for _ in 0..<3 { #expect(try publisher.receive(timeoutMilliseconds: 5000) != nil) }
    let topic = Array("detections/cam1/".utf8)
    let messages: [[[UInt8]]] = [
      [topic, [0xFF, 0xFF]],  // no protobuf
      [topic, []],  // a frame without a size
      [topic],  // no payload
      [topic, [], []],  // three frames
      [topic + [0, 0x0A]],  // one frame, damaged payload
      [Array("detections/cam1".utf8) + [0xC3], []],  // no topic, and no UTF-8
    ]
    for message in messages { #expect(try publisher.send(frames: message)) }
    for index in messages.indices {
      let message = try #require(try subscriber.receive(timeoutMilliseconds: 5000))
      guard case .unreadable(let error) = message.content else {
        Issue.record("message \(index): \(message.content)")
        continue
      }
      #expect(!error.message.isEmpty)
      #expect(subscriber.unreadableMessages == UInt64(index + 1))
    }
    let frame = Frames.frame(sequence: 9)
    let payload = try frame.protobuf()
    #expect(try publisher.send(topic.span, payload.span))
    let message = try #require(try subscriber.receive(timeoutMilliseconds: 5000))
    #expect(message.content == .detections(frame, lostBefore: 0))
  }

  @Test func newestOnlyNeedsOneTopic() {
    var settings = DetectionSubscriberSettings(endpoint: "tcp://127.0.0.1:5556")
    settings.newestOnly = true
    #expect(throws: PipelineError.self) { try settings.prefixes() }
    settings.camera = "cam1"
    #expect(throws: PipelineError.self) { try settings.prefixes() }
    settings.kinds = [.detections]
    #expect((try? settings.prefixes()) == ["detections/cam1/"])
  }

  @Test(arguments: ["", "tcp://127.0.0.1", "tcp://*:5555", "tcp://127.0.0.1:0", "udp://127.0.0.1:5"])
  func badEndpointIsAConfigurationError(endpoint: String) {
    let error = #expect(throws: PipelineError.self) {
      _ = try DetectionSubscriber(DetectionSubscriberSettings(endpoint: endpoint))
    }
    #expect(error?.code == .configuration)
  }

  @Test func shutdownOfTheContextEndsTheWait() throws {
    let context = try ZeroMQContext()
    let subscriber = try DetectionSubscriber(
      DetectionSubscriberSettings(endpoint: "tcp://127.0.0.1:9"), context: context)
    context.shutdown()
    #expect(try subscriber.receive(timeoutMilliseconds: nil) == nil)
  }

  @Test func publisherMayComeLaterAndComeAgain() throws {
    let port = try Self.freeEndpoint()
    let subscriber = try DetectionSubscriber(DetectionSubscriberSettings(endpoint: port))
    for session: UInt64 in 1...2 {
      var settings = ZeroMQPublisherSettings(framesPerSecond: 20)
      settings.streamEndpoint = port
      settings.latestEndpoint = nil
      let publisher = try ZeroMQPublisher(settings)
      let topic = try Topic(.detections, camera: "cam1")
      // libzmq subscribes again only while the socket is being used.
      for _ in 0..<1000 where !publisher.hasSubscriber(to: topic) {
        #expect(try subscriber.receive(timeoutMilliseconds: 10) == nil)
      }
      try publisher.publish(Frames.frame(sequence: 0, session: session))
      let message = try #require(try subscriber.receive(timeoutMilliseconds: 10_000))
      guard case .detections(let frame, 0) = message.content else {
        Issue.record("\(message.content)")
        return
      }
      #expect(frame.session == session)
      publisher.finish()
    }
    #expect(subscriber.sequences.total.newSessions == 1)
  }

  /// An endpoint that was free a moment ago.
  private static func freeEndpoint() throws -> String {
    var options = ZeroMQSocketOptions()
    options.lingerMilliseconds = 0
    var socket = try ZeroMQSocket(.publish, in: ZeroMQContext(), options: options)
    try socket.bind(to: ZeroMQEndpoint("tcp://127.0.0.1:0"))
    return try socket.lastEndpoint().description
  }
}
