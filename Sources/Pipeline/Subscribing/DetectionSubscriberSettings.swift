public import Messages
public import ZeroMQ

/// What to subscribe to, and where.
public struct DetectionSubscriberSettings: Equatable, Sendable {
  /// The publisher's stream or latest endpoint.
  public var endpoint: String
  /// The source to subscribe to; nil for all.
  public var camera: String?
  /// The kinds of messages to subscribe to.
  public var kinds: [Topic.Kind] = [.detections, .meta, .status]
  /// Keep only the newest message; needs a latest endpoint, one camera and one kind.
  public var newestOnly = false
  /// The client's keys and the publisher's; nil where the publisher asks for none.
  public var security: CurveSecurity?
  /// How many messages may wait to be received.
  public var highWaterMark = 10_000

  /// Creates the default settings: everything of all sources.
  public init(endpoint: String, camera: String? = nil) {
    self.endpoint = endpoint
    self.camera = camera
  }

  /// The prefixes to subscribe to.
  ///
  /// - Throws: `configuration` where the camera's name cannot stand in a topic, or `newestOnly` is asked of more than one
  ///   topic.
  package func prefixes() throws(PipelineError) -> [String] {
    if newestOnly, camera == nil || kinds.count != 1 {
      throw PipelineError(
        .configuration, "only one topic can be received newest first, since a newer message of another replaces it",
        remedy: "choose one camera and one kind of message")
    }
    do {
      return try kinds.map { kind throws(MessageError) in
        guard let camera else { return kind.prefix }
        return try Topic(kind, camera: camera).description
      }
    } catch {
      throw PipelineError(.configuration, "cannot subscribe", remedy: error.message)
    }
  }
}
