package import CEventKernels
public import Events

/// Decodes AEDAT 4: the events of one stream and the external triggers of the same camera.
///
/// Packets of other streams, frames and inertial samples are passed over without being decompressed. A damaged packet
/// is skipped and counted. A recording that was cut off, as a crash leaves it, is read as far as it goes.
public struct AEDAT4Decoder: EventDecoder {
  /// What the header says; nil until it has been read.
  public private(set) var description: StreamDescription?
  /// What has been decoded and skipped so far; packets without events count as one `notEvents` each.
  public internal(set) var statistics = DecodingStatistics()

  let options: AEDAT4Options
  let geometryOption: SensorGeometry?
  let kernelLevel: event_kernel_level
  private var stage = Stage.magic
  private var failure: EventFormatError?
  var partialRecord = PartialRecord()
  var offset: UInt64 = 0

  var compression = AEDAT4.Compression.none
  private var tableOffset: UInt64?
  var streams: [AEDAT4Stream] = []
  /// The event stream that is read; nil where the header lists none and none has come.
  var eventStream: Int32?
  var structs: AEDAT4EventStructs
  var order = TimeOrder()

  /// The packet that is being read: its stream, the offset of its header and its size without the header.
  var packetStream: Int32 = 0
  var packetOffset: UInt64 = 0
  var packetByteCount = 0

  /// What the last packet was decompressed to.
  var content = DecompressedBytes()
  /// The events in `content` that are still to be given.
  var pendingEvents = FlatBuffer.Vector(position: 0, count: 0)
  var zstd = ZstdFrame()

  private enum Stage: Equatable {
    case magic
    case headerSize
    case header(byteCount: Int)
    case packetHeader
    /// So many bytes do not matter.
    case skipping(Int)
    /// A whole packet is collected.
    case collecting
    /// The beginning of an uncompressed packet is collected until its events are found, so many bytes for the next try.
    case searching(byteCount: Int)
    /// Events of an uncompressed packet, and so many bytes after them.
    case events(count: Int, tail: Int)
    /// The table of packets, which is not needed.
    case table
  }

  /// Creates a decoder at the start of a stream.
  ///
  /// - Parameters:
  ///   - options: which stream to read.
  ///   - geometry: the sensor's size; it replaces the one in the header.
  public init(options: AEDAT4Options = AEDAT4Options(), geometry: SensorGeometry? = nil) {
    self.init(options: options, geometry: geometry, kernelLevel: event_kernel_best_level())
  }

  /// Creates a decoder that uses a chosen kernel.
  package init(options: AEDAT4Options, geometry: SensorGeometry?, kernelLevel: event_kernel_level) {
    self.options = options
    geometryOption = geometry
    self.kernelLevel = kernelLevel
    structs = AEDAT4EventStructs(geometry: geometry, kernelLevel: kernelLevel)
  }

  /// Whether events of a packet that was decompressed as a whole are waiting for room.
  public var hasPendingEvents: Bool { failure == nil && pendingEvents.count > 0 }

  /// Decodes bytes that follow those of the last call.
  ///
  /// - Returns: the number of bytes consumed; less than all only when the batch is full.
  /// - Throws: `notThisFormat`, `badHeader` or `unsupported` for a header that cannot be read, `damaged` where the next
  ///   packet cannot be found or a packet decompresses to far more than it should; and again at every later call.
  public mutating func decode(_ bytes: RawSpan, into batch: inout EventBatch) throws(EventFormatError) -> Int {
    if let failure { throw failure }
    do throws(EventFormatError) {
      var consumed = 0
      while true {
        givePendingEvents(into: &batch)
        guard pendingEvents.count == 0, consumed < bytes.byteCount else { return consumed }
        let taken = try step(bytes.extracting(droppingFirst: consumed), into: &batch)
        consumed += taken
        guard taken > 0 || !batch.isFull else { return consumed }
      }
    } catch {
      failure = error
      throw error
    }
  }

  /// Ends the stream; a packet that breaks off is counted as truncated, and its whole events are given.
  ///
  /// - Throws: `empty` for a stream without bytes, `badHeader` for one that ends in its header.
  public mutating func finish(into batch: inout EventBatch) throws(EventFormatError) {
    if let failure { throw failure }
    switch stage {
    case .magic where partialRecord.byteCount == 0:
      throw EventFormatError(.empty, "The stream is empty; an AEDAT 4 file has at least its header", at: 0)
    case .magic, .headerSize, .header:
      throw EventFormatError(
        .badHeader, "The AEDAT 4 stream ends inside its header; the file was cut off",
        at: offset)
    case .packetHeader:
      if partialRecord.byteCount > 0 { statistics.skip(.truncated, at: offset - UInt64(partialRecord.byteCount)) }
    case .collecting:
      statistics.skip(.truncated, at: packetOffset)
      let packet = takePartialRecord()
      try packet.span.bytes.withUnsafeBytes { (bytes) throws(EventFormatError) in
        try open(bytes, isWhole: false, into: &batch)
      }
      givePendingEvents(into: &batch)
    case .skipping, .searching, .events: statistics.skip(.truncated, at: packetOffset)
    case .table: break
    }
    partialRecord.clear()
    stage = .table
  }

  /// Takes bytes for the present stage.
  ///
  /// - Returns: the number of bytes taken; none only where the batch is full.
  private mutating func step(_ bytes: RawSpan, into batch: inout EventBatch) throws(EventFormatError) -> Int {
    switch stage {
    case .magic:
      return try fill(to: AEDAT4.magic.count, from: bytes) { (decoder, bytes) throws(EventFormatError) in
        try decoder.checkMagic(bytes)
        decoder.stage = .headerSize
      }
    case .headerSize:
      return try fill(to: 4, from: bytes) { (decoder, bytes) throws(EventFormatError) in
        let size = bytes.withUnsafeBytes { Int($0.number(UInt32.self, at: 0)) }
        guard (8...AEDAT4.headerByteLimit).contains(size) else {
          throw EventFormatError(
            .badHeader, "The AEDAT 4 header's size is \(size) bytes; it must be 8...\(AEDAT4.headerByteLimit)",
            at: decoder.offset - 4)
        }
        decoder.stage = .header(byteCount: size)
      }
    case .header(let size):
      return try fill(to: size, from: bytes) { (decoder, bytes) throws(EventFormatError) in
        decoder.begin(try AEDAT4Header(bytes, at: decoder.offset - UInt64(size)))
      }
    case .packetHeader:
      return try fill(to: AEDAT4.packetHeaderByteCount, from: bytes) { (decoder, bytes) throws(EventFormatError) in
        try decoder.beginPacket(bytes)
      }
    case .skipping(let remaining):
      let taken = min(remaining, bytes.byteCount)
      offset &+= UInt64(taken)
      if taken == remaining { endPacket() } else { stage = .skipping(remaining - taken) }
      return taken
    case .collecting: return try collect(bytes, into: &batch)
    case .searching(let byteCount):
      let taken = partialRecord.fill(to: byteCount, from: bytes)
      offset &+= UInt64(taken)
      if partialRecord.byteCount == byteCount { search() }
      return taken
    case .events(let count, let tail): return decodeEvents(bytes, count: count, tail: tail, into: &batch)
    case .table:
      offset &+= UInt64(bytes.byteCount)
      return bytes.byteCount
    }
  }

  /// Collects `byteCount` bytes and gives them to `body`.
  private mutating func fill(
    to byteCount: Int, from bytes: RawSpan,
    then body: (inout AEDAT4Decoder, [UInt8]) throws(EventFormatError) -> Void
  ) throws(EventFormatError) -> Int {
    let taken = partialRecord.fill(to: byteCount, from: bytes)
    offset &+= UInt64(taken)
    if partialRecord.byteCount == byteCount { try body(&self, takePartialRecord()) }
    return taken
  }

  private mutating func takePartialRecord() -> [UInt8] {
    let bytes = partialRecord.bytes
    partialRecord = PartialRecord()
    return bytes
  }

  private func checkMagic(_ bytes: [UInt8]) throws(EventFormatError) {
    guard bytes != AEDAT4.magic else { return }
    let found = String(decoding: bytes.map { (0x20..<0x7F).contains($0) ? $0 : UInt8(ascii: ".") }, as: UTF8.self)
    throw EventFormatError(
      .notThisFormat, "An AEDAT 4 file begins with the line \"#!AER-DAT4.0\"; this one begins with \"\(found)\"", at: 0)
  }

  private mutating func begin(_ header: AEDAT4Header) {
    compression = header.compression
    tableOffset = header.tableOffset
    streams = header.streams
    eventStream = options.stream ?? streams.first { $0.kind == AEDAT4.events }?.number
    let stated = streams.first { $0.number == eventStream }?.geometry
    structs = AEDAT4EventStructs(geometry: geometryOption ?? stated, kernelLevel: kernelLevel)
    description = StreamDescription(
      format: .aedat4, variant: "\(compression)", geometry: geometryOption ?? stated,
      geometryOrigin: geometryOption != nil ? .option : stated != nil ? .header : nil,
      metadata: streams.map(\.entry))
    endPacket()
  }

  private mutating func beginPacket(_ header: [UInt8]) throws(EventFormatError) {
    let (stream, size) = header.withUnsafeBytes { ($0.number(Int32.self, at: 0), $0.number(Int32.self, at: 4)) }
    packetStream = stream
    packetOffset = offset - UInt64(AEDAT4.packetHeaderByteCount)
    packetByteCount = Int(size)
    guard size >= 0 else {
      throw EventFormatError(
        .damaged,
        "A packet header of the AEDAT 4 file (stream \(stream)) has the size \(size); sizes are 0 or more. Nothing "
          + "after it can be found",
        at: packetOffset)
    }
    if let reason = reasonToSkipPacket() {
      statistics.skip(reason, at: packetOffset)
      skip(packetByteCount)
    } else {
      stage = compression == .none ? .searching(byteCount: 4) : .collecting
      if packetByteCount < 4 {
        statistics.skip(.malformed, at: packetOffset)
        skip(packetByteCount)
      }
    }
  }

  private mutating func skip(_ byteCount: Int) {
    partialRecord.clear()
    if byteCount == 0 { endPacket() } else { stage = .skipping(byteCount) }
  }

  /// Goes on to what stands at `offset`: the next packet or the table.
  private mutating func endPacket() {
    stage = offset == tableOffset ? .table : .packetHeader
  }

  /// Collects the packet, or opens it where it lies if all of it is there.
  private mutating func collect(_ bytes: RawSpan, into batch: inout EventBatch) throws(EventFormatError) -> Int {
    if partialRecord.byteCount == 0 && bytes.byteCount >= packetByteCount {
      offset &+= UInt64(packetByteCount)
      try bytes.extracting(first: packetByteCount).withUnsafeBytes { (bytes) throws(EventFormatError) in
        try open(bytes, isWhole: true, into: &batch)
      }
      endPacket()
      return packetByteCount
    }
    let taken = partialRecord.fill(to: packetByteCount, from: bytes)
    offset &+= UInt64(taken)
    guard partialRecord.byteCount == packetByteCount else { return taken }
    var packet = PartialRecord()
    swap(&packet, &partialRecord)
    try packet.bytes.span.bytes.withUnsafeBytes { (bytes) throws(EventFormatError) in
      try open(bytes, isWhole: true, into: &batch)
    }
    packet.clear()
    partialRecord = packet
    endPacket()
    return taken
  }

  /// Looks for the events in the beginning of an uncompressed packet.
  private mutating func search() {
    let found: AEDAT4PacketContent
    do throws(FlatBuffer.Failure) {
      found = try partialRecord.bytes.span.bytes.withUnsafeBytes { (bytes) throws(FlatBuffer.Failure) in
        try AEDAT4PacketContent.find(in: bytes, byteCount: packetByteCount)
      }
    } catch {
      switch error {
      case .needs(let byteCount): stage = .searching(byteCount: byteCount)
      case .malformed:
        statistics.skip(.malformed, at: packetOffset)
        skip(packetByteCount - partialRecord.byteCount)
      }
      return
    }
    if let reason = reasonToSkip(found) {
      statistics.skip(reason, at: packetOffset)
      skip(packetByteCount - partialRecord.byteCount)
    } else if case .events(let vector) = found, vector.position == partialRecord.byteCount {
      partialRecord.clear()
      let tail = packetByteCount - vector.position - vector.count * AEDAT4.eventByteCount
      if vector.count == 0 { skip(tail) } else { stage = .events(count: vector.count, tail: tail) }
    } else {
      // Triggers, or events before the end of what describes them: the whole packet is needed.
      stage = .collecting
    }
  }

  private mutating func decodeEvents(_ bytes: RawSpan, count: Int, tail: Int, into batch: inout EventBatch) -> Int {
    let limit = count * AEDAT4.eventByteCount - partialRecord.byteCount
    let start = offset
    let taken = decodeRecords(of: bytes.extracting(first: min(limit, bytes.byteCount)), into: &batch)
    let remaining = count - Int(offset - start) / AEDAT4.eventByteCount
    if remaining == 0 { skip(tail) } else { stage = .events(count: remaining, tail: tail) }
    return taken
  }
}

extension AEDAT4Decoder: RecordStreamDecoder {
  var recordByteCount: Int { AEDAT4.eventByteCount }

  mutating func decodeRecords(_ records: UnsafeRawPointer, count: Int, into batch: inout EventBatch) -> Int {
    structs.decode(
      records, count: count, at: AEDAT4EventStructs.Place(offset: offset, stride: UInt64(AEDAT4.eventByteCount)),
      into: &batch, order: &order, statistics: &statistics)
  }
}

extension AEDAT4Stream {
  /// The stream as an entry of a description.
  fileprivate var entry: StreamDescription.Entry {
    let parts = [kind?.description, name, source, geometry?.description]
    return StreamDescription.Entry(key: "stream \(number)", value: parts.compactMap { $0 }.joined(separator: ", "))
  }
}
