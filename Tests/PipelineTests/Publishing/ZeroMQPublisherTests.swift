import Foundation
import Messages
import Testing
import ZeroMQ

import Pipeline
import EventSources

@Suite struct ZeroMQPublisherTests {
  private static func settings(_ name: String) -> ZeroMQPublisherSettings {
    var settings = ZeroMQPublisherSettings(framesPerSecond: 20)
    settings.streamEndpoint = "inproc://\(name)-stream"
    settings.latestEndpoint = "inproc://\(name)-latest"
    settings.lingerMilliseconds = 0
    return settings
  }

  private static func subscriber(
    _ endpoint: ZeroMQEndpoint?, _ kinds: [Topic.Kind], newestOnly: Bool = false, context: ZeroMQContext
  ) throws -> DetectionSubscriber {
    var settings = DetectionSubscriberSettings(endpoint: try #require(endpoint).description, camera: "cam1")
    settings.kinds = kinds
    settings.newestOnly = newestOnly
    return try DetectionSubscriber(settings, context: context)
  }

  @Test func bothEndpointsCarryEveryKindOfMessage() throws {
    let context = try ZeroMQContext()
    let publisher = try ZeroMQPublisher(Self.settings("kinds"), context: context)
    for endpoint in [publisher.streamEndpoint, publisher.latestEndpoint] {
      let subscriber = try Self.subscriber(endpoint, Topic.Kind.allCases, context: context)
      for kind in Topic.Kind.allCases { #expect(try publisher.hasSubscriber(to: Topic(kind, camera: "cam1"))) }
      let frame = Frames.frame(sequence: 3)
      let before = HostClock.realTimeNanoseconds()
      // ROS 2 is told the classes' names, which a report brings.
      try publisher.report(Frames.meta, Frames.status(.running))
      try publisher.publish(frame)
      var contents: [ReceivedMessage.Content] = []
      for _ in 0..<6 {
        let message = try #require(try subscriber.receive(timeoutMilliseconds: 5000))
        if case .detections(let received, let lost) = message.content {
          #expect((before...message.receiveTimeNanoseconds).contains(received.publishTimeNanoseconds))
          contents.append(.detections(received.withoutHostTimes, lostBefore: lost))
        } else {
          contents.append(message.content)
        }
      }
      let expected = ReceivedMessage.Content.detections(frame.withoutHostTimes, lostBefore: 0)
      let labels = Frames.meta.ros2(hostTimeNanoseconds: 1, frameID: "cam1")
      let boxes = frame.ros2(classes: ["car", "pedestrian"], frameID: "cam1")
      #expect(
        contents == [
          .meta(Frames.meta), .ros2(try Topic(.ros2Labels, camera: "cam1"), labels), .status(Frames.status(.running)),
          expected, expected, .ros2(try Topic(.ros2, camera: "cam1"), boxes),
        ])
      #expect(subscriber.sequences.total.received == 1)
    }
    #expect(publisher.unsentMessages == 0)
  }

  @Test func nothingIsEncodedThatNobodyReceives() throws {
    let context = try ZeroMQContext()
    let publisher = try ZeroMQPublisher(Self.settings("unwanted"), context: context)
    try publisher.publish(Frames.frame(sequence: 0))
    try publisher.report(Frames.meta, Frames.status(.running))
    #expect(publisher.sentMessages == 0)
    let subscriber = try Self.subscriber(publisher.streamEndpoint, [.detectionsJSON], context: context)
    try publisher.publish(Frames.frame(sequence: 1))
    try publisher.publish(Frames.frame(sequence: 1, source: "cam10"))
    #expect(publisher.sentMessages == 1)
    #expect(publisher.sentBytes > 1000)
    #expect(try subscriber.receive(timeoutMilliseconds: 5000) != nil)
  }

  @Test func newestFrameReplacesOlderOnes() throws {
    let context = try ZeroMQContext()
    let publisher = try ZeroMQPublisher(Self.settings("newest"), context: context)
    let subscriber = try Self.subscriber(publisher.latestEndpoint, [.detections], newestOnly: true, context: context)
    for sequence: UInt64 in 0..<500 {
      try publisher.publish(Frames.frame(sequence: sequence))
      try publisher.report(Frames.meta, Frames.status(.running))
    }
    let message = try #require(try subscriber.receive(timeoutMilliseconds: 5000))
    guard case .detections(let frame, 0) = message.content else {
      Issue.record("\(message.content)")
      return
    }
    #expect(frame.sequence == 499)
    #expect(try subscriber.receive(timeoutMilliseconds: 0) == nil)
  }

  @Test func lossesAreSeenByTheSubscriber() throws {
    let context = try ZeroMQContext()
    let publisher = try ZeroMQPublisher(Self.settings("losses"), context: context)
    var settings = DetectionSubscriberSettings(endpoint: try #require(publisher.streamEndpoint).description)
    settings.highWaterMark = 10
    let subscriber = try DetectionSubscriber(settings, context: context)
    // inproc has one queue of both marks: 1000 and 10.
    for sequence: UInt64 in 0..<3000 { try publisher.publish(Frames.frame(sequence: sequence, detections: 0)) }
    var received: UInt64 = 0
    while try subscriber.receive(timeoutMilliseconds: 50) != nil { received += 1 }
    #expect(received == 1010)
    #expect(subscriber.sequences.total.lost == 0)
    try publisher.publish(Frames.frame(sequence: 3000, detections: 0))
    let message = try #require(try subscriber.receive(timeoutMilliseconds: 5000))
    guard case .detections(_, lostBefore: 1990) = message.content else {
      Issue.record("\(message.content)")
      return
    }
    #expect(subscriber.sequences.total.gaps == 1)
    #expect(publisher.unsentMessages == 0)  // libzmq does not say
  }

  @Test func nothingIsPublishedAfterTheEnd() throws {
    let context = try ZeroMQContext()
    let publisher = try ZeroMQPublisher(Self.settings("end"), context: context)
    let subscriber = try Self.subscriber(publisher.streamEndpoint, [.detections], context: context)
    try publisher.publish(Frames.frame(sequence: 0))
    publisher.finish()
    try publisher.publish(Frames.frame(sequence: 1))
    #expect(publisher.sentMessages == 1 && publisher.unsentMessages == 1)
    #expect(try subscriber.receive(timeoutMilliseconds: 5000) != nil)
    #expect(try subscriber.receive(timeoutMilliseconds: 20) == nil)
  }

  @Test(arguments: [(0, 1000), (20, 1000), (250, 1506), (10_000, 60_006), (1e12, 1_000_000), (-5, 1000)])
  func queueHoldsTwoSeconds(framesPerSecond: Double, expected: Int) {
    #expect(ZeroMQPublisherSettings(framesPerSecond: framesPerSecond).highWaterMark == expected)
  }

  @Test func endpointInUseIsNamedWithTheOptionThatChangesIt() throws {
    var settings = ZeroMQPublisherSettings(framesPerSecond: 20)
    settings.streamEndpoint = "tcp://127.0.0.1:0"
    settings.latestEndpoint = nil
    let first = try ZeroMQPublisher(settings)
    settings.streamEndpoint = first.streamEndpoint?.description
    let error = #expect(throws: PipelineError.self) { _ = try ZeroMQPublisher(settings) }
    #expect(error?.code == .unavailable)
    #expect(error?.message.contains(settings.streamEndpoint ?? "-") == true)
    #expect(error?.message.contains("already in use") == true)
    #expect(error?.remedy.contains("--publish") == true)
  }

  @Test func badEndpointsAndNamesAreConfigurationErrors() throws {
    var settings = ZeroMQPublisherSettings(framesPerSecond: 20)
    settings.streamEndpoint = "tcp://127.0.0.1:99999"
    #expect(#expect(throws: PipelineError.self) { _ = try ZeroMQPublisher(settings) }?.code == .configuration)
    let publisher = try ZeroMQPublisher(Self.settings("names"), context: ZeroMQContext())
    let error = #expect(throws: PipelineError.self) { try publisher.publish(Frames.frame(sequence: 0, source: "a/b")) }
    #expect(error?.code == .configuration)
    #expect(error?.description.contains("a/b") == true)
  }
}
