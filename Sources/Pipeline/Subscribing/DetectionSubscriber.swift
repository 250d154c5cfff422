import Messages
public import ZeroMQ
import EventSources

/// Receives what Saccade publishes, from either endpoint, and counts what was lost on the way.
///
/// The publisher need not be there yet, and may come and go: libzmq connects again by itself.
/// One thread uses a subscriber.
public final class DetectionSubscriber {
  /// The largest message that is accepted, in bytes.
  static let maximumMessageBytes = 16 << 20

  private var socket: ZeroMQSocket
  private let kinds: [Topic.Kind]

  /// What was lost and otherwise noticed in the sequences of the sources.
  public private(set) var sequences = SequenceTracker()
  /// Messages that could not be read.
  public private(set) var unreadableMessages: UInt64 = 0

  /// Subscribes.
  ///
  /// - Parameters:
  ///   - settings: what to receive, and where.
  ///   - context: needed for `inproc` endpoints and to end waits from another thread; else the subscriber has its own.
  /// - Throws: `configuration` where the settings are not legal; `unavailable` where there can be no further socket.
  public init(_ settings: DetectionSubscriberSettings, context: ZeroMQContext? = nil) throws(PipelineError) {
    let prefixes = try settings.prefixes()
    do throws(ZeroMQError) {
      let context = if let context { context } else { try ZeroMQContext() }
      var options = ZeroMQSocketOptions()
      options.receiveHighWaterMark = settings.highWaterMark
      options.isConflating = settings.newestOnly
      options.maximumMessageBytes = Self.maximumMessageBytes
      options.keepAliveSeconds = 2
      options.lingerMilliseconds = 0
      options.security = settings.security
      var socket = try ZeroMQSocket(.subscribe, in: context, options: options)
      for prefix in prefixes { try socket.subscribe(to: prefix) }
      try socket.connect(to: ZeroMQEndpoint(settings.endpoint))
      self.socket = socket
      kinds = settings.kinds
    } catch {
      throw PipelineError(error, option: "--connect")
    }
  }

  /// Receives the next message.
  ///
  /// - Parameter timeoutMilliseconds: how long to wait for one; nil for ever.
  /// - Returns: nil where none came in time, or the context was shut down.
  /// - Throws: `unavailable` where the socket fails.
  public func receive(timeoutMilliseconds: Int?) throws(PipelineError) -> ReceivedMessage? {
    let frames: [[UInt8]]?
    do {
      frames = try socket.receive(timeoutMilliseconds: timeoutMilliseconds)
    } catch {
      if error.code == .terminated { return nil }
      throw PipelineError(error, option: "--connect")
    }
    guard let frames else { return nil }
    let time = HostClock.realTimeNanoseconds()
    do {
      let (topic, payload) = try Self.split(frames)
      return ReceivedMessage(
        content: try read(payload, of: topic), payloadBytes: payload.count, receiveTimeNanoseconds: time)
    } catch {
      unreadableMessages += 1
      let bytes = frames.reduce(0) { $0 + $1.count }
      return ReceivedMessage(content: .unreadable(error), payloadBytes: bytes, receiveTimeNanoseconds: time)
    }
  }

  /// Takes topic and payload from a message of either endpoint.
  private static func split(_ frames: [[UInt8]]) throws(MessageError) -> (Topic, [UInt8]) {
    switch frames.count {
    case 2:
      return (try Topic(parsing: String(decoding: frames[0], as: UTF8.self)), frames[1])
    case 1:
      guard let zero = frames[0].firstIndex(of: 0) else {
        throw MessageError(
          .damaged, "a message of one frame has no 0 between topic and payload: is this an endpoint of Saccade?")
      }
      let topic = try Topic(parsing: String(decoding: frames[0][..<zero], as: UTF8.self))
      return (topic, Array(frames[0][(zero + 1)...]))
    default:
      throw MessageError(.damaged, "a message has \(frames.count) frames, not 1 or 2: is this an endpoint of Saccade?")
    }
  }

  private func read(_ payload: [UInt8], of topic: Topic) throws(MessageError) -> ReceivedMessage.Content {
    switch topic.kind {
    case .detections: return try receive(DetectionFrame(protobuf: payload), of: topic)
    case .detectionsJSON: return try receive(DetectionFrame(json: payload), of: topic)
    case .meta: return .meta(try SourceMeta(protobuf: payload))
    case .status: return .status(try SourceStatus(protobuf: payload))
    case .ros2, .ros2Labels: return .ros2(topic, payload)
    }
  }

  private func receive(
    _ frame: DetectionFrame, of topic: Topic
  ) throws(MessageError) -> ReceivedMessage.Content {
    // Protobuf and JSON of one frame have one sequence number: where both are subscribed to, one of them counts.
    guard topic.kind == .detections || !kinds.contains(.detections) else { return .detections(frame, lostBefore: 0) }
    let lost = sequences.receive(source: topic.camera, session: frame.session, sequence: frame.sequence)
    return .detections(frame, lostBefore: lost)
  }
}
