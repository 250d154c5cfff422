public import Messages
import Synchronization
public import ZeroMQ
import EventSources

/// Publishes frames over ZeroMQ on two endpoints: **stream**, which queues for each subscriber, and **latest**, for
/// subscribers that conflate.
///
/// Publishing never waits. A subscriber that falls behind by more than the queue holds loses messages, which libzmq does
/// not tell the publisher; the subscriber sees it by the hole in `DetectionFrame.sequence`. Session and sequence are the
/// frames' own. Any thread may publish; the messages of a source keep their order if one thread publishes them.
public final class ZeroMQPublisher: FrameOutput, Sendable {
  /// What has been handed to libzmq, over both endpoints.
  private struct Counters {
    var messages: UInt64 = 0
    var bytes: UInt64 = 0
    var unsentMessages: UInt64 = 0
    var unsentMessagesBySource: [String: UInt64] = [:]

    mutating func countUnsent(_ source: String) {
      unsentMessages += 1
      unsentMessagesBySource[source, default: 0] += 1
    }
  }

  private let authenticator: Authenticator?
  private let endpoints: [PublishingEndpoint]
  private let topics = Mutex<[String: SourceTopics]>([:])
  private let counters = Mutex(Counters())
  /// The classes of each source, as it has reported them.
  private let classes = Mutex<[String: [String]]>([:])

  /// Where the stream endpoint is bound, with the port that the system chose for port 0; nil where there is none.
  public let streamEndpoint: ZeroMQEndpoint?
  /// Where the latest endpoint is bound, with the port that the system chose for port 0; nil where there is none.
  public let latestEndpoint: ZeroMQEndpoint?

  /// Binds the endpoints.
  ///
  /// - Parameters:
  ///   - settings: where and how to publish.
  ///   - access: who may connect; nil for anybody.
  ///   - context: needed for `inproc` endpoints only; else the publisher has its own.
  /// - Throws: `configuration` where an endpoint is not legal, `unavailable` where it cannot be bound.
  public init(
    _ settings: ZeroMQPublisherSettings, access: ClientAccess? = nil, context: ZeroMQContext? = nil
  ) throws(PipelineError) {
    let home: ZeroMQContext
    do throws(ZeroMQError) { home = if let context { context } else { try ZeroMQContext() } } catch {
      throw PipelineError(error, option: "--publish")
    }
    // Before the endpoints: without it, libzmq would let everybody in.
    authenticator = try access.map { access throws(PipelineError) in try Authenticator(access, context: home) }
    do throws(ZeroMQError) {
      let stream = try settings.streamEndpoint.map { text throws(ZeroMQError) in
        try PublishingEndpoint(
          ZeroMQEndpoint(text), shape: .twoFrames, settings: settings, access: access, context: home)
      }
      let latest = try settings.latestEndpoint.map { text throws(ZeroMQError) in
        try PublishingEndpoint(
          ZeroMQEndpoint(text), shape: .oneFrame, settings: settings, access: access, context: home)
      }
      endpoints = [stream, latest].compactMap { $0 }
      streamEndpoint = stream?.address
      latestEndpoint = latest?.address
    } catch {
      throw PipelineError(error, option: "--publish")
    }
  }

  /// Publishes a frame under `detections/`, `json/detections/` and `ros2/`, with the present time as its publish time.
  ///
  /// For ROS 2, classes have the names that the source has reported before; its coordinate frame is its name.
  ///
  /// - Throws: `configuration` where the source's name cannot stand in a topic; `output` where the frame cannot be encoded
  ///   or the context was shut down.
  public func publish(_ frame: DetectionFrame) throws(PipelineError) {
    let topics = try topics(of: frame.source)
    var frame = frame
    frame.publishTimeNanoseconds = HostClock.realTimeNanoseconds()
    try send(topics.detections, of: frame.source) { () throws(MessageError) in try frame.protobuf() }
    try send(topics.detectionsJSON, of: frame.source) { () throws(MessageError) in try frame.json() }
    try send(topics.ros2, of: frame.source) { () throws(MessageError) in
      frame.ros2(classes: classes.withLock { $0[frame.source] ?? [] }, frameID: frame.source)
    }
  }

  /// Publishes what the source is and how it is doing, under `meta/`, `ros2_labels/` and `status/`.
  ///
  /// - Throws: as `publish(_:)`.
  public func report(_ meta: SourceMeta, _ status: SourceStatus) throws(PipelineError) {
    let topics = try topics(of: meta.source)
    classes.withLock { $0[meta.source] = meta.classes }
    try send(topics.meta, of: meta.source) { () throws(MessageError) in try meta.protobuf() }
    try send(topics.ros2Labels, of: meta.source) { () throws(MessageError) in
      meta.ros2(hostTimeNanoseconds: status.hostTimeNanoseconds, frameID: meta.source)
    }
    try report(status)
  }

  /// Publishes how a source is doing that has no pipeline at the moment.
  ///
  /// - Throws: as `publish(_:)`.
  public func report(_ status: SourceStatus) throws(PipelineError) {
    try send(try topics(of: status.source).status, of: status.source) { () throws(MessageError) in
      try status.protobuf()
    }
  }

  /// Closes the endpoints and, where the publisher has a context of its own, waits until what is on its way has been sent,
  /// at most for the linger period.
  public func finish() {
    for endpoint in endpoints { endpoint.close() }
    authenticator?.stop()
  }

  /// Whether somebody has subscribed to this kind of message of a source, on either endpoint.
  public func hasSubscriber(to topic: Topic) -> Bool {
    let bytes = Array(topic.description.utf8)
    return endpoints.contains { $0.hasSubscriber(to: bytes) }
  }

  /// Messages that libzmq would not take so far.
  public var unsentMessages: UInt64 { counters.withLock { $0.unsentMessages } }

  /// Messages of one source that libzmq would not take so far.
  public func unsentMessages(of source: String) -> UInt64 {
    counters.withLock { $0.unsentMessagesBySource[source] ?? 0 }
  }

  /// Messages that libzmq has taken so far; those that nobody has subscribed to are not sent at all.
  public var sentMessages: UInt64 { counters.withLock { $0.messages } }

  /// Bytes of payload in `sentMessages`.
  public var sentBytes: UInt64 { counters.withLock { $0.bytes } }

  private func topics(of source: String) throws(PipelineError) -> SourceTopics {
    do {
      return try topics.withLock { topics throws(MessageError) in
        if let known = topics[source] { return known }
        let new = try SourceTopics(camera: source)
        topics[source] = new
        return new
      }
    } catch {
      throw PipelineError(.configuration, "cannot publish", remedy: error.message)
    }
  }

  /// Encodes a message if anybody receives it, once for all endpoints, and sends it.
  private func send(
    _ topic: [UInt8], of source: String, encode: () throws(MessageError) -> [UInt8]
  ) throws(PipelineError) {
    var payload: [UInt8]?
    for endpoint in endpoints where endpoint.hasSubscriber(to: topic) {
      do {
        let bytes = try payload ?? encode()
        payload = bytes
        let isTaken = try endpoint.send(topic: topic, payload: bytes)
        counters.withLock { counters in
          counters.messages += isTaken ? 1 : 0
          counters.bytes += isTaken ? UInt64(bytes.count) : 0
          if !isTaken { counters.countUnsent(source) }
        }
      } catch {
        counters.withLock { $0.countUnsent(source) }
        throw PipelineError(
          .output, "cannot publish to \(endpoint.address): \(error)", remedy: "start the program again")
      }
    }
  }
}
