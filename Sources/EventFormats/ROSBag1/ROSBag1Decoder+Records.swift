/// What records and chunks mean to the decoder.
extension ROSBag1Decoder {
  /// Acts on a step outside of chunks.
  mutating func takeOuter(_ step: ROSBag1RecordAssembler.Step) {
    switch step {
    case .header(let header, let length):
      switch header.operation {
      case ROSBag1.Operation.chunk: beginChunk(header, length: length)
      case ROSBag1.Operation.chunkInformation:
        hasMetIndex = true
        outer.skipData()
      default:
        if wantsData(of: header, length: length) { outer.keepData() } else { outer.skipData() }
      }
    case .data: swapOut(\.outer)
    case .damaged:
      // Records have no mark by which the next could be found.
      packets.skip(.malformed)
      state = .ended
    case .needsMore: break
    }
  }

  /// Reads records of a chunk; returns the bytes consumed, and whether nothing can be done without more.
  mutating func takeChunk(from bytes: UnsafeRawBufferPointer) -> (consumed: Int, needsMore: Bool) {
    if chunk.hasAvailable {
      takeInner()
      return (0, false)
    }
    if chunk.failure != nil {
      leaveChunk()
      return (0, false)
    }
    let count = chunk.read(bytes)
    if !chunk.hasAvailable, chunk.failure == nil {
      guard chunk.bytesLeft == 0 else { return (count, true) }
      if inner.isInsideRecord || chunk.decompressedSize != chunkSize { packets.skip(.malformed) }
      state = .records
    }
    return (count, false)
  }

  private mutating func takeInner() {
    var step = ROSBag1RecordAssembler.Step.needsMore
    chunk.use { bytes in
      let (consumed, found) = inner.take(bytes)
      step = found
      return consumed
    }
    switch step {
    case .header(let header, let length):
      if wantsData(of: header, length: length) { inner.keepData() } else { inner.skipData() }
    case .data: swapOut(\.inner)
    case .damaged: leaveChunk()
    case .needsMore: break
    }
  }

  private mutating func beginChunk(_ header: ROSBag1Header, length: UInt32) {
    let decompressor: (any StreamDecompressor)?
    switch header.text("compression") {
    case "none": decompressor = nil
    case "lz4": decompressor = lz4
    case "bz2": decompressor = bzip2
    default:
      packets.skip(.unknownType)
      return outer.skipData()
    }
    guard let size = header.number("size") else {
      packets.skip(.malformed)
      return outer.skipData()
    }
    outer.leaveData()
    inner.reset()
    chunkSize = UInt64(size)
    chunk.begin(compressedSize: UInt64(length), decompressedSize: chunkSize, decompressor: decompressor)
    state = .chunk
  }

  /// Gives up a chunk that cannot be read any further.
  private mutating func leaveChunk() {
    packets.skip(.malformed)
    inner.reset()
    outer.skip(chunk.bytesLeft)
    state = .records
  }

  /// Whether the data of a record are needed: of a connection, or of a message on a wanted one.
  private mutating func wantsData(of header: ROSBag1Header, length: UInt32) -> Bool {
    let isMessage = header.operation == ROSBag1.Operation.messageData
    guard isMessage || header.operation == ROSBag1.Operation.connection else { return false }
    guard let number = header.number("conn"), length <= UInt32(ROSBag1.maximumData) else {
      packets.skip(.malformed)
      return false
    }
    connection = (number, isMessage ? nil : header.text("topic") ?? "")
    return !isMessage || packets.wantsMessage(on: number)
  }

  /// Acts on the data that an assembler has collected; they may be exchanged for other storage.
  private mutating func swapOut(_ assembler: WritableKeyPath<ROSBag1Decoder, ROSBag1RecordAssembler>) {
    var content: [UInt8] = []
    swap(&content, &self[keyPath: assembler].content)
    takeData(&content)
    swap(&content, &self[keyPath: assembler].content)
  }

  private mutating func takeData(_ content: inout [UInt8]) {
    guard let connection else { return }
    guard let topic = connection.topic else { return packets.begin(&content, prefix: 0, on: connection.number) }
    guard let header = ROSBag1Header(content) else { return packets.skip(.malformed) }
    packets.addChannel(connection.number, topic: topic, type: header.text("type") ?? "", serialization: .ros1)
  }
}
