public import Events

/// Decodes `event_camera_msgs/EventPacket` messages in CDR that come one by one, as over a network.
///
/// Packets that are missing by their numbers are counted, and what depends on them is skipped.
public struct EventPacketMessageDecoder: MessageDecoder {
  private static let channel: UInt32 = 0

  private var packets: EventPacketStream
  private var message: [UInt8] = []

  /// Creates a decoder.
  ///
  /// - Parameter geometry: the sensor's size, where it is known better than by the packets.
  public init(geometry: SensorGeometry? = nil) {
    packets = EventPacketStream(format: .eventPacket, topic: nil, geometry: geometry)
    packets.addChannel(
      Self.channel, topic: "", type: EventPacketMessage.typeName, serialization: .cdr)
  }

  /// Whether bytes are such a message, as far as its fields tell.
  package static func recognises(_ bytes: RawSpan) -> Bool {
    bytes.withUnsafeBytes { bytes in
      guard let header = EventPacketHeader(bytes, .cdr) else { return false }
      return EventPacketEncoding(rawValue: header.encoding) != nil
    }
  }

  /// What the first packet says; nil before it.
  public var description: StreamDescription? { packets.description }

  /// What has been decoded and what has been skipped so far.
  public var statistics: DecodingStatistics { packets.statistics }

  /// Whether a message is still being decoded.
  public var hasPendingEvents: Bool { packets.isDecoding }

  /// Of no effect: all packets tell the time of their events.
  public mutating func beginMessage(arrivalMicroseconds: Int64) {}

  /// Decodes one message; see `MessageDecoder`.
  public mutating func decode(_ bytes: RawSpan, into batch: inout EventBatch) -> Int {
    if packets.isDecoding { packets.decode(into: &batch) }
    guard !packets.isDecoding, bytes.byteCount > 0 else { return 0 }
    bytes.withUnsafeBytes { bytes in
      message.removeAll(keepingCapacity: true)
      message.append(contentsOf: bytes)
    }
    packets.begin(&message, prefix: 0, on: Self.channel)
    packets.decode(into: &batch)
    return bytes.byteCount
  }

  /// Ends the stream.
  public mutating func finish(into batch: inout EventBatch) {}

  /// Of no effect: the numbers of the packets say what was lost.
  public mutating func noteLostBytes() {}
}
