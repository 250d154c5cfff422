import ZeroMQ

/// Subscribes to event packets over ZeroMQ, which connects again by itself.
final class PacketTransport: SourceTransport {
  private let endpoint: String
  private let topic: String

  init(endpoint: String, topic: String) {
    self.endpoint = endpoint
    self.topic = topic
  }

  var attempt: String { "subscribing to \(endpoint)" }
  var survivesSilence: Bool { true }
  var largestPieceByteCount: Int { PacketConnection.largestPacketByteCount }

  func connect(event: Int32) throws(ConnectionFailure) -> (any SourceConnection)? {
    do throws(ZeroMQError) { return try PacketConnection(endpoint: endpoint, topic: topic) } catch {
      throw ConnectionFailure(.failed, error.description)
    }
  }
}
