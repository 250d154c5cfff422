public import Events

/// Encodes an MCAP recording of `event_camera_msgs/EventPacket` messages with EVT3 words, as ROS 2 records them.
///
/// Each packet can be decoded without those before it. Times in the words count from the packets' `time_base`, which is 0 for
/// recordings that begin within EVT3's first 16.8 seconds; messages carry the sensor's time, since a recording that is converted has
/// no other. Throws `notRepresentable` for what EVT3 cannot hold: see `EVT3Encoder`.
public struct MCAPEncoder: EventEncoder {
  private static let schema: UInt16 = 1
  private static let channel: UInt16 = 1
  /// A packet ends where its words are so many bytes.
  private static let packetSize = 256 << 10

  private let options: MCAPEncodingOptions
  private var words: EVT3Encoder?
  private var chunks: MCAPChunkWriter
  private var payload: [UInt8] = []
  private var packetStart: Int64?
  private var timeOffset: Int64 = 0
  private var sequence: UInt64 = 0
  /// The bytes given so far.
  private var byteCount = 0
  private var hasBegun = false

  /// Creates an encoder at the start of a recording.
  public init(options: MCAPEncodingOptions = MCAPEncodingOptions()) {
    self.options = options
    chunks = MCAPChunkWriter(channel: Self.channel, compression: options.compression)
  }

  /// Appends the packets and chunks that `events` complete.
  public mutating func encode(_ events: Span<Event>, into output: inout [UInt8]) throws(EventFormatError) {
    let origin = begin(&output)
    defer { byteCount = origin + output.count }
    var position = 0
    while position < events.count {
      try prepare(for: events[position].time, origin, &output)
      var end = position + 1
      while end < events.count, isInsidePacket(events[end].time), end - position < 4096 { end += 1 }
      try words?.encode(events.extracting(position..<end), into: &payload)
      position = end
    }
  }

  /// Appends the packets and chunks that `triggers` complete.
  public mutating func encode(triggers: [TriggerEvent], into output: inout [UInt8]) throws(EventFormatError) {
    let origin = begin(&output)
    defer { byteCount = origin + output.count }
    for trigger in triggers {
      try prepare(for: trigger.time, origin, &output)
      try words?.encode(triggers: [trigger], into: &payload)
    }
  }

  /// Appends what is left, the index and the end of the file; nothing may be encoded afterwards.
  public mutating func finish(into output: inout [UInt8]) throws(EventFormatError) {
    let origin = begin(&output)
    defer { byteCount = origin + output.count }
    try endPacket(origin, &output)
    try chunks.flush(origin: origin, to: &output)
    MCAPRecord.append(MCAP.Opcode.dataEnd, to: &output) { $0.append(littleEndian: 0 as UInt32) }
    appendSummary(origin, to: &output)
    output += MCAP.magic
  }

  /// Writes what stands at the start of the file, once, and returns the offset in the file of the first byte of `output`.
  private mutating func begin(_ output: inout [UInt8]) -> Int {
    let origin = byteCount - output.count
    guard !hasBegun else { return origin }
    hasBegun = true
    output += MCAP.magic
    MCAPRecord.append(MCAP.Opcode.header, to: &output) { output in
      MCAPRecord.append(text: "ros2", to: &output)
      MCAPRecord.append(text: "saccade", to: &output)
    }
    // Before all chunks, so that every part of the file behind them can be read.
    appendChannel(to: &output)
    return origin
  }

  private func isInsidePacket(_ time: Int64) -> Bool {
    guard let packetStart else { return false }
    let (elapsed, overflow) = time.subtractingReportingOverflow(packetStart)
    return !overflow && elapsed < options.packetMicroseconds
  }

  /// Begins a packet where none is open, after ending the one that is full or too early for `time`.
  private mutating func prepare(for time: Int64, _ origin: Int, _ output: inout [UInt8]) throws(EventFormatError) {
    if packetStart != nil, !isInsidePacket(time) || payload.count >= Self.packetSize {
      try endPacket(origin, &output)
    }
    if packetStart == nil { packetStart = time }
    guard words == nil else { return }
    // EVT3's 24 bits would have to wrap often to reach a late start.
    timeOffset = max(0, options.earliestMicroseconds ?? time) & ~(EVT3.periodMicroseconds - 1)
    words = EVT3Encoder(
      options: RAWEncodingOptions(
        geometry: options.geometry, timeOffsetMicroseconds: timeOffset, writesHeader: false))
  }

  private mutating func endPacket(_ origin: Int, _ output: inout [UInt8]) throws(EventFormatError) {
    words?.endPacket(into: &payload)
    guard let start = packetStart, !payload.isEmpty else { return }
    let nanoseconds = max(0, start).multipliedReportingOverflow(by: 1000)
    let stamp = nanoseconds.overflow ? Int64.max : nanoseconds.partialValue
    let base = UInt64(timeOffset).multipliedReportingOverflow(by: 1000)
    guard !base.overflow else {
      throw EventFormatError(
        .notRepresentable, "MCAP cannot hold time \(start): the nanoseconds of packets end at 2^64; shift the times",
        at: UInt64(byteCount))
    }
    let header = EventPacketHeader(
      stampNanoseconds: stamp, frameID: options.frameID, height: UInt32(options.geometry?.height ?? 0),
      width: UInt32(options.geometry?.width ?? 0), sequence: sequence, timeBaseNanoseconds: base.partialValue,
      encoding: .evt3)
    let payload = payload
    try chunks.add(
      sequence: UInt32(truncatingIfNeeded: sequence), time: UInt64(stamp), origin: origin, to: &output
    ) { chunk in
      EventPacketMessage.append(header, payload: payload, to: &chunk)
    }
    sequence += 1
    packetStart = nil
    self.payload.removeAll(keepingCapacity: true)
  }

  private func appendChannel(to output: inout [UInt8]) {
    MCAPRecord.append(MCAP.Opcode.schema, to: &output) { output in
      output.append(littleEndian: Self.schema)
      MCAPRecord.append(text: EventPacketMessage.typeName, to: &output)
      MCAPRecord.append(text: "ros2msg", to: &output)
      MCAPRecord.append(text: EventPacketMessage.definition, to: &output)
    }
    MCAPRecord.append(MCAP.Opcode.channel, to: &output) { output in
      output.append(littleEndian: Self.channel)
      output.append(littleEndian: Self.schema)
      MCAPRecord.append(text: options.topic, to: &output)
      MCAPRecord.append(text: "cdr", to: &output)
      MCAPRecord.append(sized: { _ in }, to: &output)
    }
  }

  /// Appends schema, channel, statistics and the chunks' index again, the places of the groups, and the footer with its checksum.
  private func appendSummary(_ origin: Int, to output: inout [UInt8]) {
    let start = output.count
    appendChannel(to: &output)
    let statistics = output.count
    chunks.appendStatistics(schemas: 1, channels: 1, to: &output)
    let index = output.count
    chunks.appendIndex(to: &output)
    let offsets = output.count
    for (opcode, from, to) in [
      (MCAP.Opcode.statistics, statistics, index), (MCAP.Opcode.chunkIndex, index, offsets),
    ] where to > from {
      MCAPRecord.append(MCAP.Opcode.summaryOffset, to: &output) { output in
        output.append(opcode)
        output.append(littleEndian: UInt64(origin + from))
        output.append(littleEndian: UInt64(to - from))
      }
    }
    let footer = output.count
    MCAPRecord.append(MCAP.Opcode.footer, to: &output) { output in
      output.append(littleEndian: UInt64(origin + start))
      output.append(littleEndian: UInt64(origin + offsets))
      output.append(littleEndian: 0 as UInt32)
    }
    // Of all from the summary's start up to the checksum itself.
    var checksum = CRC32()
    let checked = output.count - 4
    output.withUnsafeBytes { checksum.update(UnsafeRawBufferPointer(rebasing: $0[start..<checked])) }
    MCAPRecord.patch(checksum.value, at: footer + MCAP.recordHeaderSize + 16, in: &output)
  }
}
