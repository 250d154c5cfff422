public import Events

/// Decodes the `event_camera_msgs/EventPacket` messages of one topic of an MCAP recording.
///
/// The records are read in file order, chunk by chunk (uncompressed, LZ4 or zstd); the index at the end is not needed, so that a
/// recording that breaks off is read as far as it goes. A damaged chunk is left at the place of the damage and counted, as are
/// checksums that do not match. Sources: <https://mcap.dev/spec>, <https://github.com/ros-event-camera/event_camera_msgs>.
public struct MCAPDecoder: EventDecoder {
  enum State: Sendable {
    case magic
    case records
    case chunkHeader(length: UInt64)
    case chunk
    /// A chunk whose end is missing.
    case brokenChunk
    case ended
  }

  var state = State.magic
  /// The bytes of the magic or of a chunk's header that have come.
  var collected: [UInt8] = []
  var outer = MCAPRecordAssembler()
  var inner = MCAPRecordAssembler()
  var chunk = CompressedChunk()
  var chunkHeader: MCAPChunkHeader?
  var packets: EventPacketStream
  var schemas: [UInt16: String] = [:]
  let lz4 = LZ4FrameDecompressor()
  let zstd = ZstdDecompressor()
  private var offset: UInt64 = 0

  /// Creates a decoder.
  ///
  /// - Parameters:
  ///   - topic: the topic to decode; nil for that of the first packet.
  ///   - geometry: the sensor's size, where it is known better than by the packets.
  public init(topic: String? = nil, geometry: SensorGeometry? = nil) {
    packets = EventPacketStream(format: .mcap, topic: topic, geometry: geometry)
  }

  /// What the first packet says; nil before it.
  public var description: StreamDescription? { packets.description }

  /// What has been decoded and what has been skipped; offsets count the bytes of all packets' events.
  public var statistics: DecodingStatistics { packets.statistics }

  /// Whether a packet is still being decoded, or a chunk that has broken off.
  public var hasPendingEvents: Bool {
    if packets.isDecoding { return true }
    if case .brokenChunk = state { return true }
    return false
  }

  /// Decodes bytes that follow those of the last call; see `EventDecoder`.
  ///
  /// - Throws: `notThisFormat` where the stream does not begin as it must.
  public mutating func decode(_ bytes: RawSpan, into batch: inout EventBatch) throws(EventFormatError) -> Int {
    let consumed = try bytes.withUnsafeBytes { buffer throws(EventFormatError) in
      try decode(buffer, into: &batch)
    }
    offset += UInt64(consumed)
    return consumed
  }

  /// Ends the stream.
  ///
  /// - Throws: `empty` or `notThisFormat` where it ends before it begins, `unsupported` where it has had no packet to decode.
  public mutating func finish(into batch: inout EventBatch) throws(EventFormatError) {
    if case .magic = state {
      throw EventFormatError(
        collected.isEmpty ? .empty : .notThisFormat, "the stream ends before MCAP's first eight bytes", at: offset)
    }
    // What has no end breaks off somewhere, at worst inside a record.
    if case .ended = state {} else { packets.skip(.truncated) }
    if case .chunk = state {
      chunk.cutOff()
      state = .brokenChunk
      _ = try decode(UnsafeRawBufferPointer(start: nil, count: 0), into: &batch)
    }
    try packets.finish()
  }

  private mutating func decode(
    _ bytes: UnsafeRawBufferPointer, into batch: inout EventBatch
  ) throws(EventFormatError) -> Int {
    var consumed = 0
    while true {
      if packets.isDecoding {
        packets.decode(into: &batch)
        if packets.isDecoding { return consumed }
      }
      let rest = UnsafeRawBufferPointer(rebasing: bytes[consumed...])
      switch state {
      case .magic:
        consumed += collect(MCAP.magic.count, from: rest)
        guard collected.count == MCAP.magic.count else { return consumed }
        guard collected == MCAP.magic else {
          throw EventFormatError(.notThisFormat, "the stream does not begin with MCAP's eight bytes", at: 0)
        }
        collected.removeAll(keepingCapacity: true)
        state = .records
      case .records:
        let (count, step) = outer.take(rest)
        consumed += count
        if step == .needsMore { return consumed }
        takeOuter(step)
      case .chunkHeader(let length):
        consumed += collectChunkHeader(from: rest, length: length)
        if case .chunkHeader = state { return consumed }
      case .chunk:
        let (count, needsMore) = takeChunk(from: rest)
        consumed += count
        if needsMore { return consumed }
      case .brokenChunk:
        if takeChunk(from: UnsafeRawBufferPointer(rebasing: bytes[..<0])).needsMore { state = .ended }
      case .ended:
        return bytes.count
      }
    }
  }

  /// Appends bytes to those collected until there are `size`, and returns how many.
  mutating func collect(_ size: Int, from bytes: UnsafeRawBufferPointer) -> Int {
    let count = max(0, min(size - collected.count, bytes.count))
    collected.append(contentsOf: bytes[..<count])
    return count
  }
}
