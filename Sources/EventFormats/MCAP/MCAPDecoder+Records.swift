/// What records and chunks mean to the decoder.
extension MCAPDecoder {
  /// Acts on a step outside of chunks.
  mutating func takeOuter(_ step: MCAPRecordAssembler.Step) {
    switch step {
    case .start(MCAP.Opcode.chunk, let length): state = .chunkHeader(length: length)
    case .start: state = .ended
    case .message(let channel):
      if packets.wantsMessage(on: UInt32(channel)) { outer.keepMessage() } else { outer.skipMessage() }
    case .record(let opcode):
      var content: [UInt8] = []
      swap(&content, &outer.content)
      take(opcode, &content)
      swap(&content, &outer.content)
    case .tooLong: packets.skip(.malformed)
    case .needsMore: break
    }
  }

  /// Collects the fields of a chunk before its records, and begins the chunk.
  mutating func collectChunkHeader(from bytes: UnsafeRawBufferPointer, length: UInt64) -> Int {
    var consumed = 0
    while let size = MCAPChunkHeader.size(knowing: collected), UInt64(size) <= length {
      if collected.count == size {
        beginChunk(length: length)
        return consumed
      }
      let count = collect(size, from: UnsafeRawBufferPointer(rebasing: bytes[consumed...]))
      consumed += count
      if count == 0 { return consumed }
    }
    leaveChunk(length - UInt64(collected.count))
    return consumed
  }

  /// Reads records of a chunk; returns the bytes consumed, and whether nothing can be done without more.
  mutating func takeChunk(from bytes: UnsafeRawBufferPointer) -> (consumed: Int, needsMore: Bool) {
    if chunk.hasAvailable {
      takeInner()
      return (0, false)
    }
    if chunk.failure != nil {
      leaveChunk(chunk.bytesLeft)
      return (0, false)
    }
    let count = chunk.read(bytes)
    if !chunk.hasAvailable, chunk.failure == nil {
      guard chunk.bytesLeft == 0 else { return (count, true) }
      endChunk()
    }
    return (count, false)
  }

  private mutating func takeInner() {
    var step = MCAPRecordAssembler.Step.needsMore
    chunk.use { bytes in
      let (consumed, found) = inner.take(bytes)
      step = found
      return consumed
    }
    switch step {
    case .message(let channel):
      if packets.wantsMessage(on: UInt32(channel)) { inner.keepMessage() } else { inner.skipMessage() }
    case .record(let opcode):
      var content: [UInt8] = []
      swap(&content, &inner.content)
      take(opcode, &content)
      swap(&content, &inner.content)
    case .start, .tooLong:
      // A chunk inside a chunk, or the like.
      leaveChunk(chunk.bytesLeft)
    case .needsMore: break
    }
  }

  private mutating func beginChunk(length: UInt64) {
    guard let header = MCAPChunkHeader(collected, length: length) else {
      return leaveChunk(length - UInt64(collected.count))
    }
    let decompressor: (any StreamDecompressor)?
    switch header.compression {
    case "": decompressor = nil
    case "lz4": decompressor = lz4
    case "zstd": decompressor = zstd
    default:
      packets.skip(.unknownType)
      return skipChunk(header.recordsSize)
    }
    collected.removeAll(keepingCapacity: true)
    chunkHeader = header
    chunk.begin(
      compressedSize: header.recordsSize, decompressedSize: header.uncompressedSize, decompressor: decompressor)
    inner.reset()
    state = .chunk
  }

  private mutating func endChunk() {
    if inner.isInsideRecord || chunk.decompressedSize != chunkHeader?.uncompressedSize { packets.skip(.malformed) }
    if let header = chunkHeader, header.checksum != 0, header.checksum != chunk.checksum.value {
      packets.countChecksumMismatch()
    }
    inner.reset()
    state = .records
  }

  /// Gives up a chunk that cannot be read any further, of which so many bytes are still to come.
  private mutating func leaveChunk(_ left: UInt64) {
    packets.skip(.malformed)
    skipChunk(left)
  }

  private mutating func skipChunk(_ left: UInt64) {
    collected.removeAll(keepingCapacity: true)
    inner.reset()
    outer.skip(left)
    state = .records
  }

  /// Acts on a record; its content may be exchanged for other storage.
  private mutating func take(_ opcode: UInt8, _ content: inout [UInt8]) {
    switch opcode {
    case MCAP.Opcode.schema:
      content.withUnsafeBytes { bytes in
        guard var fields = ROSMessageReader(bytes, .ros1), let identifier = fields.integer(UInt16.self),
          let name = fields.text()
        else { return packets.skip(.malformed) }
        schemas[identifier] = String(name.prefix(Self.longestName))
      }
    case MCAP.Opcode.channel:
      content.withUnsafeBytes { bytes in
        guard var fields = ROSMessageReader(bytes, .ros1), let identifier = fields.integer(UInt16.self),
          let schema = fields.integer(UInt16.self), let topic = fields.text(), let encoding = fields.text()
        else { return packets.skip(.malformed) }
        packets.addChannel(
          UInt32(identifier), topic: String(topic.prefix(Self.longestName)), type: schemas[schema] ?? "",
          serialization: ROSSerialization(rawValue: encoding))
      }
    case MCAP.Opcode.message:
      guard content.count >= MCAP.messagePrefixSize else { return packets.skip(.malformed) }
      let channel = UInt32(content[0]) | UInt32(content[1]) << 8
      packets.begin(&content, prefix: MCAP.messagePrefixSize, on: channel)
    default: break
    }
  }

  /// The longest name of a topic or type that is kept.
  private static let longestName = 1024
}
