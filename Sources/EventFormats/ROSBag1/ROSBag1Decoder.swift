public import Events

/// Decodes the `event_camera_msgs/EventPacket` messages of one topic of a ROS 1 recording.
///
/// The records are read in file order, chunk by chunk (uncompressed, bzip2 or LZ4); the index is not needed, so that a recording
/// that breaks off is read as far as it goes. A damaged chunk is left at the place of the damage and counted. Sources:
/// <http://wiki.ros.org/Bags/Format/2.0>, <https://github.com/ros-event-camera/event_camera_msgs>.
public struct ROSBag1Decoder: EventDecoder {
  enum State: Sendable {
    case magic
    case records
    case chunk
    /// A chunk whose end is missing.
    case brokenChunk
    case ended
  }

  var state = State.magic
  var outer = ROSBag1RecordAssembler()
  var inner = ROSBag1RecordAssembler()
  /// The connection of the record whose data are being collected: of a message, or of a connection record.
  var connection: (number: UInt32, topic: String?)?
  var chunk = CompressedChunk()
  var chunkSize: UInt64 = 0
  var packets: EventPacketStream
  /// Whether the file's index, with which it ends, has been met.
  var hasMetIndex = false
  let lz4 = LZ4FrameDecompressor()
  let bzip2 = BZip2Decompressor()
  private var magic: [UInt8] = []
  private var offset: UInt64 = 0

  /// Creates a decoder.
  ///
  /// - Parameters:
  ///   - topic: the topic to decode; nil for that of the first packet.
  ///   - geometry: the sensor's size, where it is known better than by the packets.
  public init(topic: String? = nil, geometry: SensorGeometry? = nil) {
    packets = EventPacketStream(format: .rosbag1, topic: topic, geometry: geometry)
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
        magic.isEmpty ? .empty : .notThisFormat, "the stream ends inside its first line, #ROSBAG V2.0", at: offset)
    }
    if case .chunk = state {
      packets.skip(.truncated)
    } else if outer.isInsideRecord || !hasMetIndex {
      packets.skip(.truncated)
    }
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
        let count = min(ROSBag1.magic.count - magic.count, rest.count)
        magic.append(contentsOf: rest[..<count])
        consumed += count
        guard magic.count == ROSBag1.magic.count else { return consumed }
        guard magic == ROSBag1.magic else {
          throw EventFormatError(.notThisFormat, "the stream does not begin with the line #ROSBAG V2.0", at: 0)
        }
        state = .records
      case .records:
        let (count, step) = outer.take(rest)
        consumed += count
        if case .needsMore = step { return consumed }
        takeOuter(step)
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
}
