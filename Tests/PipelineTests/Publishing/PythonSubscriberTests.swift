import Foundation
import Messages
import Pipeline
import TestSupport
import Testing
import ZeroMQ

/// Both endpoints, received by pyzmq and decoded by Python's protobuf in a process of its own.
@Suite(.enabled(if: PythonProcess.isAvailable, "needs the Python environment: run Tests/Python/setup"))
struct PythonSubscriberTests {
  /// Endpoints of its own in a folder of its own, or ports that the system chooses.
  private static func publisher(ipcFolder: String? = nil, framesPerSecond: Double = 20) throws -> ZeroMQPublisher {
    var settings = ZeroMQPublisherSettings(framesPerSecond: framesPerSecond)
    settings.streamEndpoint = ipcFolder.map { "ipc://\($0)/stream" } ?? "tcp://127.0.0.1:0"
    settings.latestEndpoint = ipcFolder.map { "ipc://\($0)/latest" } ?? "tcp://127.0.0.1:0"
    return try ZeroMQPublisher(settings)
  }

  private static func start(_ endpoint: ZeroMQEndpoint?, _ arguments: [String]) throws -> PythonProcess {
    try PythonProcess("Tests/Python/subscriber.py", [try #require(endpoint).description] + arguments)
  }

  /// Waits until the subscription has arrived, so that nothing is published before.
  private static func waitForSubscriber(_ publisher: ZeroMQPublisher, to kind: Topic.Kind) throws {
    let topic = try Topic(kind, camera: "cam1")
    for _ in 0..<3000 where !publisher.hasSubscriber(to: topic) { usleep(10_000) }
    try #require(publisher.hasSubscriber(to: topic))
  }

  private static func report(of process: PythonProcess) throws -> SubscriberReport {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(SubscriberReport.self, from: process.finish())
  }

  @Test func fastSubscriberLosesNothing() throws {
    // The queue is sized for the rate, so the outcome does not depend on how fast either side is.
    let publisher = try Self.publisher(framesPerSecond: 20_000)
    let process = try Self.start(
      publisher.streamEndpoint,
      ["--receive-high-water-mark", "100000"]
        + Topic.Kind.allCases.flatMap { ["--subscribe", "\($0.prefix)cam1/"] })
    for kind in Topic.Kind.allCases { try Self.waitForSubscriber(publisher, to: kind) }
    let count: UInt64 = 5000
    for sequence in 0..<count {
      try publisher.publish(Frames.frame(sequence: sequence, detections: Int(sequence % 7)))
      if sequence % 1000 == 0 { try publisher.report(Frames.meta, Frames.status(.running)) }
    }
    try publisher.report(Frames.meta, Frames.status(.finished))
    publisher.finish()

    let report = try Self.report(of: process)
    #expect(
      report.topics == [
        "detections/cam1/": 5000, "json/detections/cam1/": 5000, "ros2/cam1/": 5000, "meta/cam1/": 6,
        "ros2_labels/cam1/": 6, "status/cam1/": 6,
      ])
    #expect(report.first == 0 && report.last == count - 1 && report.received == count)
    #expect(report.lost == 0 && report.gaps == 0 && report.repeated == 0 && report.sessions == [77])
    #expect(report.boxes == (0..<Int(count)).reduce(0) { $0 + $1 % 7 })
    #expect(report.classes == Frames.meta.classes)
    #expect(report.publishTimesRise && report.twinsDiffer == 0 && report.isFinished)
    #expect(publisher.unsentMessages == 0 && publisher.sentMessages == 15_018)
  }

  @Test func sameFramesGiveTheSameBytesAtAnyPace() throws {
    var digests: Set<String> = []
    for pauseMicroseconds: UInt32 in [0, 500] {
      let publisher = try Self.publisher(framesPerSecond: 1000)
      let process = try Self.start(publisher.streamEndpoint, ["--subscribe", ""])
      try Self.waitForSubscriber(publisher, to: .detections)
      for sequence: UInt64 in 0..<200 {
        var frame = Frames.frame(sequence: sequence)
        frame.hostTimeNanoseconds = Int64(pauseMicroseconds)
        frame.detections.reverse()
        try publisher.publish(frame)
        if pauseMicroseconds > 0 { usleep(pauseMicroseconds) }
      }
      try publisher.report(Frames.meta, Frames.status(.finished))
      let report = try Self.report(of: process)
      #expect(report.received == 200 && report.lost == 0)
      digests.insert(report.digest)
    }
    #expect(digests.count == 1)
  }

  @Test func slowSubscriberSeesItsLosses() throws {
    let folder = try TemporaryFolder()
    let publisher = try Self.publisher(ipcFolder: folder.url.path)
    let process = try Self.start(
      publisher.streamEndpoint,
      ["--subscribe", "detections/cam1/", "--subscribe", "status/cam1/", "--receive-high-water-mark", "10", "--hold"])
    try Self.waitForSubscriber(publisher, to: .detections)
    // More than the queues of both sides and the socket's buffers hold.
    var sequence: UInt64 = 0
    while sequence < 20_000 {
      try publisher.publish(Frames.frame(sequence: sequence))
      sequence += 1
    }
    try process.writeLine()
    // The end itself may be lost as long as the queue is full.
    while process.isRunning {
      try publisher.publish(Frames.frame(sequence: sequence))
      sequence += 1
      try publisher.report(Frames.meta, Frames.status(.finished))
      usleep(20_000)
    }
    let report = try Self.report(of: process)
    #expect(report.isFinished && report.first == 0 && report.repeated == 0)
    #expect(report.lost > 0 && report.gaps > 0)
    #expect(report.received + report.lost == (report.last ?? 0) + 1)
    #expect((report.last ?? 0) >= 20_000)
    #expect(publisher.unsentMessages == 0)
  }

  @Test func stalledSubscriberTakesNothingFromAnother() throws {
    let folder = try TemporaryFolder()
    let publisher = try Self.publisher(ipcFolder: folder.url.path)
    let stalled = try Self.start(
      publisher.streamEndpoint,
      ["--subscribe", "detections/", "--receive-high-water-mark", "10", "--hold"])
    try Self.waitForSubscriber(publisher, to: .detections)
    let reading = try Self.start(
      publisher.streamEndpoint,
      ["--subscribe", "status/", "--subscribe", "detections/cam1/", "--progress", "500"])
    try Self.waitForSubscriber(publisher, to: .status)
    // The reading one is never more than 500 frames behind, less than the queue holds; the stalled one's queue is full
    // after a fraction of the frames.
    let count: UInt64 = 20_000
    for sequence in 0..<count {
      try publisher.publish(Frames.frame(sequence: sequence))
      if sequence % 500 == 499 { #expect(try reading.readLine() == "\(sequence + 1)") }
    }
    try publisher.report(Frames.meta, Frames.status(.finished))
    let report = try Self.report(of: reading)
    #expect(report.received == count && report.lost == 0)
    stalled.end()
  }

  @Test func conflatingSubscriberEndsWithTheNewestFrame() throws {
    let publisher = try Self.publisher(framesPerSecond: 2000)
    let process = try Self.start(
      publisher.latestEndpoint,
      ["--subscribe", "detections/cam1/", "--conflate", "--hold", "--until-sequence", "1999"])
    try Self.waitForSubscriber(publisher, to: .detections)
    for sequence: UInt64 in 0..<2000 {
      try publisher.publish(Frames.frame(sequence: sequence))
      try publisher.report(Frames.meta, Frames.status(.running))
    }
    publisher.finish()
    try process.writeLine()
    let report = try Self.report(of: process)
    #expect(report.last == 1999)
    #expect(report.received < 2000 && report.repeated == 0)
    #expect(report.topics.keys.sorted() == ["detections/cam1/"])
  }

  @Test func latestEndpointCanAlsoBeReadInFull() throws {
    let publisher = try Self.publisher(framesPerSecond: 2000)
    let process = try Self.start(publisher.latestEndpoint, ["--subscribe", ""])
    try Self.waitForSubscriber(publisher, to: .status)
    for sequence: UInt64 in 0..<300 { try publisher.publish(Frames.frame(sequence: sequence)) }
    try publisher.report(Frames.meta, Frames.status(.finished))
    let report = try Self.report(of: process)
    #expect(report.received == 300 && report.lost == 0 && report.twinsDiffer == 0 && report.classes.count == 2)
  }

  @Test func newSessionStartsAgainFromZero() throws {
    let publisher = try Self.publisher(framesPerSecond: 2000)
    let process = try Self.start(publisher.streamEndpoint, ["--subscribe", ""])
    try Self.waitForSubscriber(publisher, to: .detections)
    for session: UInt64 in [0xFFFF_FFFF_FFFF_FFFF, 5] {
      for sequence: UInt64 in 0..<10 { try publisher.publish(Frames.frame(sequence: sequence, session: session)) }
    }
    try publisher.report(Frames.meta, Frames.status(.finished))
    let report = try Self.report(of: process)
    #expect(report.sessions == [0xFFFF_FFFF_FFFF_FFFF, 5])
    #expect(report.received == 20 && report.lost == 0 && report.repeated == 0)
  }

  @Test func everythingOnItsWayIsSentBeforeTheEnd() throws {
    let count: UInt64 = 3000
    var process: PythonProcess?
    do {
      let publisher = try Self.publisher(framesPerSecond: 5000)
      process = try Self.start(
        publisher.streamEndpoint,
        ["--subscribe", "detections/cam1/", "--until-sequence", "\(count - 1)", "--receive-high-water-mark", "10000"])
      try Self.waitForSubscriber(publisher, to: .detections)
      for sequence in 0..<count { try publisher.publish(Frames.frame(sequence: sequence)) }
      publisher.finish()
    }
    let report = try Self.report(of: try #require(process))
    #expect(report.received == count && report.lost == 0)
  }
}
