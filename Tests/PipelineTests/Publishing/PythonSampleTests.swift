import Foundation
import Messages
import Pipeline
import Testing
import ZeroMQ

/// The samples that people start with, run as they stand.
@Suite(.enabled(if: PythonProcess.isAvailable, "needs the Python environment: run Tests/Python/setup"))
struct PythonSampleTests {
  private static func publisher() throws -> ZeroMQPublisher {
    var settings = ZeroMQPublisherSettings(framesPerSecond: 20)
    settings.streamEndpoint = "tcp://127.0.0.1:0"
    settings.latestEndpoint = "tcp://127.0.0.1:0"
    return try ZeroMQPublisher(settings)
  }

  private static func waitForSubscriber(_ publisher: ZeroMQPublisher) throws {
    let topic = try Topic(.detections, camera: "cam1")
    for _ in 0..<3000 where !publisher.hasSubscriber(to: topic) { usleep(10_000) }
    try #require(publisher.hasSubscriber(to: topic))
  }

  @Test func subscriberInTenLinesPrintsEveryFrame() throws {
    let publisher = try Self.publisher()
    let process = try PythonProcess(
      "Samples/python/subscribe.py", [try #require(publisher.streamEndpoint).description])
    defer { process.end() }
    try Self.waitForSubscriber(publisher)
    for sequence: UInt64 in 0..<3 {
      let frame = Frames.frame(sequence: sequence, detections: Int(sequence))
      try publisher.publish(frame)
      let line = try #require(try process.readLine())
      #expect(line.hasPrefix("detections/cam1/ \(frame.windowEndMicroseconds) ["))
      #expect(line.count { $0 == "(" } == Int(sequence))
    }
  }

  @Test func latestSubscriberPrintsTheNewestFrame() throws {
    let publisher = try Self.publisher()
    let process = try PythonProcess(
      "Samples/python/subscribe_latest.py", ["cam1", try #require(publisher.latestEndpoint).description])
    defer { process.end() }
    try Self.waitForSubscriber(publisher)
    for sequence: UInt64 in 0..<500 { try publisher.publish(Frames.frame(sequence: sequence)) }
    var lines: [String] = []
    while lines.last != "cam1 499 20" { lines.append(try #require(try process.readLine())) }
    #expect(lines.count < 500)
  }
}
