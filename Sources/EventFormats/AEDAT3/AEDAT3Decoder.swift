public import Events

/// Decodes AEDAT 3.1: polarity events and external edges of one camera.
///
/// Events that the file marks as invalid count as `markedInvalid`, packets of other types or cameras as one `notEvents`
/// each.
public struct AEDAT3Decoder: EventDecoder {
  /// What the header says; nil until it has been read.
  public private(set) var description: StreamDescription?
  /// What has been decoded and skipped so far; `timeWraps` counts steps of the packets' overflow counter.
  public private(set) var statistics = DecodingStatistics()

  private let geometryOption: SensorGeometry?
  private var failure: EventFormatError?
  private var header = HashLineHeader()
  private var stage = Stage.header
  var partialRecord = PartialRecord()
  var offset: UInt64 = 0

  private var source: Int16?
  private var bounds = PixelBounds(nil)
  private var order = TimeOrder()
  private var packetOffset: UInt64 = 0
  private(set) var recordByteCount = AEDAT3.eventByteCount
  private var isSpecial = false
  private var base: Int64 = 0
  private var overflow: Int32?

  private enum Stage: Equatable {
    case header
    case packetHeader
    /// So many bytes do not matter.
    case skipping(Int)
    /// So many events follow.
    case events(Int)
  }

  /// Creates a decoder at the start of a stream.
  ///
  /// - Parameters:
  ///   - options: which camera to read.
  ///   - geometry: the sensor's size; it replaces that of the camera named in the header.
  public init(options: AEDAT3Options = AEDAT3Options(), geometry: SensorGeometry? = nil) {
    source = options.source
    geometryOption = geometry
  }

  /// Decodes bytes that follow those of the last call.
  ///
  /// - Returns: the number of bytes consumed; less than all only when the batch is full.
  /// - Throws: `notThisFormat`, `badHeader` or `unsupported` for a header that cannot be read, `damaged` where the next
  ///   packet cannot be found; and again at every later call.
  public mutating func decode(_ bytes: RawSpan, into batch: inout EventBatch) throws(EventFormatError) -> Int {
    if let failure { throw failure }
    do throws(EventFormatError) {
      var consumed = 0
      if stage == .header {
        do throws(EventFormatError) { consumed = try header.consume(bytes) } catch {
          // What is wrong with the first line comes before what is wrong with later ones, wherever the stream is cut.
          try checkVersion()
          throw error
        }
        try checkVersion()
        guard header.isComplete else { return consumed }
        try begin()
      }
      while consumed < bytes.byteCount {
        let taken = try step(bytes.extracting(droppingFirst: consumed), into: &batch)
        consumed += taken
        guard taken > 0 else { break }
      }
      return consumed
    } catch {
      failure = error
      throw error
    }
  }

  /// Ends the stream; a packet that breaks off is counted as truncated, and its whole events have been given.
  ///
  /// - Throws: `empty` for a stream without bytes, `badHeader` for one that ends in its header.
  public mutating func finish(into batch: inout EventBatch) throws(EventFormatError) {
    if let failure { throw failure }
    switch stage {
    case .header where header.byteCount == 0 && !header.isInsideLine:
      throw EventFormatError(.empty, "The stream is empty; an AEDAT 3 file has at least its header", at: 0)
    case .header:
      throw EventFormatError(
        .badHeader, "The AEDAT 3 stream ends before the line \"#!END-HEADER\"; the file was cut off",
        at: header.byteCount)
    case .packetHeader:
      if partialRecord.byteCount > 0 { statistics.skip(.truncated, at: offset) }
    case .skipping, .events: statistics.skip(.truncated, at: packetOffset)
    }
    partialRecord.clear()
    stage = .packetHeader
  }

  /// Checks the first line as soon as it is there, before anything else is taken for a header.
  private func checkVersion() throws(EventFormatError) {
    guard header.byteCount > 0 || header.isComplete else { return }
    let first = header.lines.first ?? ""
    guard first.hasPrefix("!AER-DAT") else {
      throw EventFormatError(
        .notThisFormat, "An AEDAT 3 file begins with the line \"#!AER-DAT3.1\"; this one does not", at: 0)
    }
    let version = first.dropFirst("!AER-DAT".count)
    guard version.hasPrefix("3.") else {
      throw EventFormatError(
        .unsupported,
        "AEDAT version \(version.prefix(20)) is not read here; 3.1 is, 2.0 as aedat2 and 4.0 as aedat4", at: 0)
    }
    guard version != "3.0" else {
      throw EventFormatError(
        .unsupported, "AEDAT 3.0, which has the highest byte first, is not read; 3.1 is. Convert the file with cAER",
        at: 0)
    }
  }

  private mutating func begin() throws(EventFormatError) {
    guard header.lines.last?.lowercased() == "!end-header" else {
      throw EventFormatError(
        .badHeader, "The header of the AEDAT 3 file does not end with the line \"#!END-HEADER\"", at: header.byteCount)
    }
    let format = header.value(of: "Format") ?? "RAW"
    guard format.uppercased() == "RAW" else {
      throw EventFormatError(
        .unsupported,
        "The AEDAT 3 file is stored as \"\(format.prefix(40))\"; only RAW is read. Switch compression off in cAER or "
          + "convert the file",
        at: 0)
    }
    let sources = header.entries.filter { $0.key.hasPrefix("Source ") }
    let named = source.flatMap { number in sources.first { $0.key == "Source \(number)" } } ?? sources.first
    let known = named.flatMap { CameraGeometry.find(in: $0.value) }
    let geometry = geometryOption ?? known
    bounds = PixelBounds(geometry ?? SensorGeometry(width: 0x8000, height: 0x8000))
    description = StreamDescription(
      format: .aedat3, variant: "3.1", geometry: geometry,
      geometryOrigin: geometryOption != nil ? .option : known != nil ? .system : nil, metadata: header.entries)
    offset = header.byteCount
    stage = .packetHeader
  }

  /// Takes bytes for the present stage.
  ///
  /// - Returns: the number of bytes taken; none only where the batch is full.
  private mutating func step(_ bytes: RawSpan, into batch: inout EventBatch) throws(EventFormatError) -> Int {
    switch stage {
    case .header: return 0
    case .packetHeader:
      let taken = partialRecord.fill(to: AEDAT3.packetHeaderByteCount, from: bytes)
      guard partialRecord.byteCount == AEDAT3.packetHeaderByteCount else { return taken }
      let packet = partialRecord.bytes.withUnsafeBytes { AEDAT3PacketHeader($0) }
      partialRecord.clear()
      packetOffset = offset
      offset &+= UInt64(AEDAT3.packetHeaderByteCount)
      try begin(packet)
      return taken
    case .skipping(let remaining):
      let taken = min(remaining, bytes.byteCount)
      offset &+= UInt64(taken)
      stage = taken == remaining ? .packetHeader : .skipping(remaining - taken)
      return taken
    case .events(let count):
      let start = offset
      let limit = count * recordByteCount - partialRecord.byteCount
      let taken = decodeRecords(of: bytes.extracting(first: min(limit, bytes.byteCount)), into: &batch)
      let remaining = count - Int(offset - start) / recordByteCount
      stage = remaining == 0 ? .packetHeader : .events(remaining)
      return taken
    }
  }

  private mutating func begin(_ packet: AEDAT3PacketHeader) throws(EventFormatError) {
    guard let byteCount = packet.payloadByteCount else {
      throw EventFormatError(
        .damaged,
        "A packet header of the AEDAT 3 file says \(packet.eventCount) events of \(packet.eventByteCount) bytes; "
          + "neither may be negative and events have bytes. Nothing after it can be found",
        at: packetOffset)
    }
    stage = byteCount == 0 ? .packetHeader : .skipping(byteCount)
    let kind = AEDAT3.PacketKind(rawValue: packet.type)
    guard kind == .polarity || kind == .special else {
      statistics.skip(kind == nil ? .unknownType : .notEvents, at: packetOffset)
      return
    }
    guard packet.hasLegalEvents else {
      statistics.skip(.malformed, at: packetOffset)
      return
    }
    if source == nil && kind == .polarity { source = packet.source }
    // Special events that come before the first polarity events may be those of any camera.
    guard source == nil || source == packet.source else {
      statistics.skip(.notEvents, at: packetOffset)
      return
    }
    isSpecial = kind == .special
    recordByteCount = Int(packet.eventByteCount)
    base = Int64(packet.timeOverflow) << 31
    if let overflow, packet.timeOverflow > overflow { statistics.timeWraps &+= UInt64(packet.timeOverflow - overflow) }
    overflow = packet.timeOverflow
    if packet.eventCount > 0 { stage = .events(Int(packet.eventCount)) }
  }
}

extension AEDAT3Decoder: RecordStreamDecoder {
  mutating func decodeRecords(_ records: UnsafeRawPointer, count: Int, into batch: inout EventBatch) -> Int {
    guard !isSpecial else {
      for index in 0..<count { decodeSpecial(AEDAT3Record(at: records, index, size: recordByteCount), index, &batch) }
      return count
    }
    var index = 0
    let size = recordByteCount
    batch.withUnsafeFreeCapacity { free in
      var sink = EventSink(free, after: order)
      while index < count && !sink.isFull {
        let record = AEDAT3Record(at: records, index, size: size)
        if let reason = reasonToSkip(record) {
          statistics.skip(reason, at: offset &+ UInt64(index * size))
        } else {
          sink.put(
            Event(time: base &+ Int64(record.ticks), x: record.x, y: record.y, polarity: record.isOn ? .on : .off))
        }
        index &+= 1
      }
      return sink.settle(into: &statistics, order: &order)
    }
    return index
  }

  @inline(__always)
  private func reasonToSkip(_ record: AEDAT3Record) -> SkipReason? {
    guard record.isValid else { return .markedInvalid }
    guard record.ticks >= 0 else { return .malformed }
    return bounds.contains(x: Int32(record.x), y: Int32(record.y)) ? nil : .outOfRange
  }

  private mutating func decodeSpecial(_ record: AEDAT3Record, _ index: Int, _ batch: inout EventBatch) {
    let place = offset &+ UInt64(index * recordByteCount)
    guard record.isValid, record.ticks >= 0 else {
      statistics.skip(record.isValid ? .malformed : .markedInvalid, at: place)
      return
    }
    guard let edge = record.externalEdge else {
      statistics.skip(.notEvents, at: place)
      return
    }
    statistics.triggers &+= 1
    batch.triggers.append(
      TriggerEvent(time: base &+ Int64(record.ticks), channel: edge.channel, isRising: edge.isRising))
  }
}
