public import Events

/// Encodes an MCAP recording of `event_camera_msgs/EventPacket` messages with EVT3 words, as ROS 2 records them.
///
/// Messages carry the sensor's time, since a recording that is converted has no other. Throws as `EventPacketEncoder`, which
/// makes the packets.
public struct MCAPEncoder: EventEncoder {
  /// A packet ends where its words are so many bytes.
  private static let packetSize = 256 << 10

  private let options: MCAPEncodingOptions
  private var file: MCAPFileEncoder
  private var packets: EventPacketEncoder
  private var packetStart: Int64?

  /// Creates an encoder at the start of a recording.
  public init(options: MCAPEncodingOptions = MCAPEncodingOptions()) {
    self.options = options
    packets = EventPacketEncoder(
      geometry: options.geometry, frameID: options.frameID, earliestMicroseconds: options.earliestMicroseconds)
    file = MCAPFileEncoder(
      profile: "ros2",
      channels: [
        MCAPChannel(
          schemaName: EventPacketMessage.typeName, schemaEncoding: "ros2msg",
          schema: Array(EventPacketMessage.definition.utf8), topic: options.topic, messageEncoding: "cdr")
      ], compression: options.compression)
  }

  /// Appends the packets and chunks that `events` complete.
  public mutating func encode(_ events: Span<Event>, into output: inout [UInt8]) throws(EventFormatError) {
    file.begin(into: &output)
    var position = 0
    while position < events.count {
      try prepare(for: events[position].time, &output)
      var end = position + 1
      while end < events.count, isInsidePacket(events[end].time), end - position < 4096 { end += 1 }
      try packets.add(events.extracting(position..<end))
      position = end
    }
  }

  /// Appends the packets and chunks that `triggers` complete.
  public mutating func encode(triggers: [TriggerEvent], into output: inout [UInt8]) throws(EventFormatError) {
    file.begin(into: &output)
    for trigger in triggers {
      try prepare(for: trigger.time, &output)
      try packets.add(triggers: [trigger])
    }
  }

  /// Appends what is left, the index and the end of the file; nothing may be encoded afterwards.
  public mutating func finish(into output: inout [UInt8]) throws(EventFormatError) {
    try endPacket(&output)
    try file.finish(into: &output)
  }

  private func isInsidePacket(_ time: Int64) -> Bool {
    guard let packetStart else { return false }
    let (elapsed, overflow) = time.subtractingReportingOverflow(packetStart)
    return !overflow && elapsed < options.packetMicroseconds
  }

  /// Begins a packet where none is open, after ending the one that is full or too early for `time`.
  private mutating func prepare(for time: Int64, _ output: inout [UInt8]) throws(EventFormatError) {
    if packetStart != nil, !isInsidePacket(time) || packets.payloadByteCount >= Self.packetSize {
      try endPacket(&output)
    }
    if packetStart == nil { packetStart = time }
  }

  private mutating func endPacket(_ output: inout [UInt8]) throws(EventFormatError) {
    guard let start = packetStart else { return }
    let nanoseconds = max(0, start).multipliedReportingOverflow(by: 1000)
    let stamp = nanoseconds.overflow ? Int64.max : nanoseconds.partialValue
    let sequence = UInt32(truncatingIfNeeded: packets.sequence)
    guard let message = try packets.endPacket(stampNanoseconds: stamp, offset: UInt64(file.byteCount)) else { return }
    try file.add(channel: 0, sequence: sequence, time: UInt64(stamp), into: &output) { $0 += message }
    packetStart = nil
  }
}
