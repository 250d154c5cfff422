public import Events

/// Encodes an MCAP recording of `event_camera_msgs/EventPacket` messages with EVT3 words, as ROS 2 records them.
///
/// Each packet can be decoded without those before it. Times in the words count from the packets' `time_base`, which is 0 for
/// recordings that begin within EVT3's first 16.8 seconds; messages carry the sensor's time, since a recording that is converted has
/// no other. Throws `notRepresentable` for what EVT3 cannot hold: see `EVT3Encoder`.
public struct MCAPEncoder: EventEncoder {
  /// A packet ends where its words are so many bytes.
  private static let packetSize = 256 << 10

  private let options: MCAPEncodingOptions
  private var words: EVT3Encoder?
  private var file: MCAPFileEncoder
  private var payload: [UInt8] = []
  private var packetStart: Int64?
  private var timeOffset: Int64 = 0
  private var sequence: UInt64 = 0

  /// Creates an encoder at the start of a recording.
  public init(options: MCAPEncodingOptions = MCAPEncodingOptions()) {
    self.options = options
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
      try words?.encode(events.extracting(position..<end), into: &payload)
      position = end
    }
  }

  /// Appends the packets and chunks that `triggers` complete.
  public mutating func encode(triggers: [TriggerEvent], into output: inout [UInt8]) throws(EventFormatError) {
    file.begin(into: &output)
    for trigger in triggers {
      try prepare(for: trigger.time, &output)
      try words?.encode(triggers: [trigger], into: &payload)
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
    if packetStart != nil, !isInsidePacket(time) || payload.count >= Self.packetSize {
      try endPacket(&output)
    }
    if packetStart == nil { packetStart = time }
    guard words == nil else { return }
    // EVT3's 24 bits would have to wrap often to reach a late start.
    timeOffset = max(0, options.earliestMicroseconds ?? time) & ~(EVT3.periodMicroseconds - 1)
    words = EVT3Encoder(
      options: RAWEncodingOptions(
        geometry: options.geometry, timeOffsetMicroseconds: timeOffset, writesHeader: false))
  }

  private mutating func endPacket(_ output: inout [UInt8]) throws(EventFormatError) {
    words?.endPacket(into: &payload)
    guard let start = packetStart, !payload.isEmpty else { return }
    let nanoseconds = max(0, start).multipliedReportingOverflow(by: 1000)
    let stamp = nanoseconds.overflow ? Int64.max : nanoseconds.partialValue
    let base = UInt64(timeOffset).multipliedReportingOverflow(by: 1000)
    guard !base.overflow else {
      throw EventFormatError(
        .notRepresentable, "MCAP cannot hold time \(start): the nanoseconds of packets end at 2^64; shift the times",
        at: UInt64(file.byteCount))
    }
    let header = EventPacketHeader(
      stampNanoseconds: stamp, frameID: options.frameID, height: UInt32(options.geometry?.height ?? 0),
      width: UInt32(options.geometry?.width ?? 0), sequence: sequence, timeBaseNanoseconds: base.partialValue,
      encoding: .evt3)
    let payload = payload
    try file.add(
      channel: 0, sequence: UInt32(truncatingIfNeeded: sequence), time: UInt64(stamp), into: &output
    ) { chunk in
      EventPacketMessage.append(header, payload: payload, to: &chunk)
    }
    sequence += 1
    packetStart = nil
    self.payload.removeAll(keepingCapacity: true)
  }
}
