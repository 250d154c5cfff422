package import CEventKernels
public import Events

/// Decodes Prophesee DAT: versions 1 and 2, change-detection events and external triggers.
///
/// A file without a text header is read as records of version 2. Events outside the sensor are skipped where its size
/// is known, from the header or from the option; times are extended to 64 bits by the rule of `DATClock`.
public struct DATDecoder: LossTolerantDecoder {
  /// What the header says; nil until it has been read.
  public private(set) var description: StreamDescription?
  /// What has been decoded and skipped so far.
  public private(set) var statistics = DecodingStatistics()

  private let geometryOption: SensorGeometry?
  private let kernelLevel: event_kernel_level
  private var lines = ASCIIHeader()
  private var stage = Stage.lines
  private var header: DATHeader
  private var failure: EventFormatError?
  /// The number of bytes consumed, those in `partialRecord` included and those in the header's `replay` not.
  private var offset: UInt64 = 0
  private var clock = DATClock()
  /// The first bytes of a record whose rest has not arrived.
  private var partialRecord: UInt64 = 0
  private var partialByteCount = 0

  private enum Stage {
    case lines
    case type
    case size(type: UInt8)
    case records
  }

  /// Creates a decoder at the start of a stream.
  ///
  /// - Parameter geometry: the sensor's size; it replaces the one in the header.
  public init(geometry: SensorGeometry? = nil) {
    self.init(geometry: geometry, kernelLevel: event_kernel_best_level())
  }

  /// Creates a decoder that uses a chosen kernel.
  package init(geometry: SensorGeometry?, kernelLevel: event_kernel_level) {
    geometryOption = geometry
    self.kernelLevel = kernelLevel
    header = DATHeader(geometryOption: geometry)
  }

  /// Whether events are waiting for room: records that were looked at as a line of the header.
  public var hasPendingEvents: Bool { failure == nil && lines.isComplete && !lines.replay.isEmpty }

  /// Decodes bytes that follow those of the last call.
  ///
  /// - Returns: the number of bytes consumed; less than all only when the batch is full.
  /// - Throws: `notThisFormat`, `badHeader` or `unsupported` for a header that cannot be read; and again at every later call.
  public mutating func decode(_ bytes: RawSpan, into batch: inout EventBatch) throws(EventFormatError) -> Int {
    if let failure { throw failure }
    do throws(EventFormatError) {
      var consumed = 0
      if case .lines = stage {
        consumed = try lines.consume(bytes)
        guard lines.isComplete else { return consumed }
        try beginPayload()
      }
      if !lines.replay.isEmpty {
        let replay = lines.replay
        lines.dropReplay(try decodePayload(replay.span.bytes, into: &batch))
        guard lines.replay.isEmpty else { return consumed }
      }
      return consumed + (try decodePayload(bytes.extracting(droppingFirst: consumed), into: &batch))
    } catch {
      failure = error
      throw error
    }
  }

  /// Ends the stream; an incomplete last record is counted as truncated.
  ///
  /// - Throws: `empty` for a stream without bytes, `badHeader` for one that ends in its header.
  public mutating func finish(into batch: inout EventBatch) throws(EventFormatError) {
    if let failure { throw failure }
    try lines.finish()
    switch stage {
    case .lines where lines.byteCount == 0:
      throw EventFormatError(.empty, "The stream is empty; a DAT file has at least its header", at: 0)
    case .lines, .type, .size:
      throw EventFormatError(
        .badHeader, "The DAT stream ends before the two bytes with event type and record size; the file was cut off",
        at: max(offset, lines.byteCount))
    case .records where partialByteCount > 0:
      statistics.skip(.truncated, at: offset - UInt64(partialByteCount))
      partialByteCount = 0
    case .records: break
    }
  }

  /// Says that bytes before the next ones were lost, which begin with a record: one that was cut off is counted.
  public mutating func noteLostBytes() {
    guard partialByteCount > 0 else { return }
    statistics.skip(.truncated, at: offset - UInt64(partialByteCount))
    partialByteCount = 0
  }

  /// Goes on at the start of a record elsewhere in the stream, with new statistics.
  mutating func resume(at offset: UInt64, clock: DATClock) {
    statistics = DecodingStatistics()
    self.offset = offset
    self.clock = clock
    partialByteCount = 0
    lines.dropReplay(lines.replay.count)
  }

  /// Goes on at the start of the stream.
  mutating func restart() { self = DATDecoder(geometry: geometryOption, kernelLevel: kernelLevel) }

  /// Whether the header has been read, and what follows are records.
  var isAtRecords: Bool { if case .records = stage { true } else { false } }

  /// Whether the record gives something and moves the clock, rather than being skipped.
  func isGiven(_ record: DATRecord) -> Bool {
    guard header.eventType != .trigger, let geometry = header.geometry else { return true }
    let pixel = header.version == .two ? record.pixel : record.pixelOfVersionOne
    return Int(pixel.x) < geometry.width && Int(pixel.y) < geometry.height
  }

  /// Where the records begin in the stream.
  var recordsOffset: UInt64 { lines.byteCount == 0 ? 0 : lines.byteCount + 2 }

  private mutating func beginPayload() throws(EventFormatError) {
    offset = lines.byteCount
    if lines.byteCount == 0 {
      beginRecords()
    } else {
      header = try DATHeader(lines: lines, geometryOption: geometryOption)
      stage = .type
    }
  }

  private mutating func beginRecords() {
    stage = .records
    description = header.description
  }

  private mutating func decodePayload(_ bytes: RawSpan, into batch: inout EventBatch) throws(EventFormatError) -> Int {
    var position = 0
    while position < bytes.byteCount {
      let byte = bytes.unsafeLoad(fromByteOffset: position, as: UInt8.self)
      switch stage {
      case .records:
        return position + decodeRecords(bytes.extracting(droppingFirst: position), into: &batch)
      case .size(let type):
        try header.setType(type, recordByteCount: byte, at: offset - 1)
        beginRecords()
      case .type, .lines:
        stage = .size(type: byte)
      }
      offset += 1
      position += 1
    }
    return position
  }

  /// Decodes records, the first and the last of which may be incomplete.
  private mutating func decodeRecords(_ bytes: RawSpan, into batch: inout EventBatch) -> Int {
    bytes.withUnsafeBytes { bytes in
      guard let start = bytes.baseAddress else { return 0 }
      var consumed = 0
      if partialByteCount > 0 {
        guard completePartialRecord(from: bytes, consumed: &consumed, into: &batch) else { return consumed }
      }
      let records = UnsafeRawBufferPointer(
        start: start + consumed, count: (bytes.count - consumed) / DAT.recordByteCount * DAT.recordByteCount)
      let taken = decodeCompleteRecords(records, into: &batch)
      consumed += taken
      guard taken == records.count else { return consumed }
      for index in consumed..<bytes.count { appendToPartialRecord(bytes[index]) }
      return bytes.count
    }
  }

  /// Fills up the record begun by earlier bytes; false where its rest is still missing or the batch is full.
  private mutating func completePartialRecord(
    from bytes: UnsafeRawBufferPointer, consumed: inout Int, into batch: inout EventBatch
  ) -> Bool {
    guard !batch.isFull else { return false }
    while partialByteCount < DAT.recordByteCount && consumed < bytes.count {
      appendToPartialRecord(bytes[consumed])
      consumed += 1
    }
    guard partialByteCount == DAT.recordByteCount else { return false }
    partialByteCount = 0
    offset -= UInt64(DAT.recordByteCount)
    let record = partialRecord.littleEndian
    _ = withUnsafeBytes(of: record) { decodeCompleteRecords($0, into: &batch) }
    return true
  }

  private mutating func appendToPartialRecord(_ byte: UInt8) {
    if partialByteCount == 0 { partialRecord = 0 }
    partialRecord |= UInt64(byte) << UInt64(8 * partialByteCount)
    partialByteCount += 1
    offset += 1
  }

  /// Decodes whole records and returns the number of bytes consumed.
  private mutating func decodeCompleteRecords(_ records: UnsafeRawBufferPointer, into batch: inout EventBatch) -> Int {
    guard let start = records.baseAddress, !records.isEmpty else { return 0 }
    let count = records.count / DAT.recordByteCount
    var decoded = 0
    if header.eventType == .trigger {
      for index in 0..<count { batch.triggers.append(trigger(DATRecord(at: start, index: index))) }
      decoded = count
    } else {
      batch.withUnsafeFreeCapacity { free in
        guard let out = free.baseAddress else { return 0 }
        return decodeEvents(start, count: count, decoded: &decoded, into: out, capacity: free.count)
      }
    }
    offset += UInt64(decoded * DAT.recordByteCount)
    return decoded * DAT.recordByteCount
  }

  private mutating func trigger(_ record: DATRecord) -> TriggerEvent {
    let backwards = follow(record, isFirst: statistics.triggers == 0)
    statistics.triggers += 1
    if backwards { statistics.backwardSteps += 1 }
    if record.hasUnexpectedTriggerBits { statistics.suspicious += 1 }
    return TriggerEvent(
      time: clock.base &+ Int64(record.ticks), channel: record.triggerChannel, isRising: record.isRisingEdge)
  }

  /// Advances the clock; true where time steps back.
  private mutating func follow(_ record: DATRecord, isFirst: Bool) -> Bool {
    let isWrap = clock.isWrap(record.ticks)
    let isBackwards = !isFirst && !isWrap && record.ticks < clock.last
    if isWrap { statistics.timeWraps += 1 }
    clock.advance(to: record.ticks)
    return isBackwards
  }

  /// Decodes up to `count` records into at most `capacity` events and returns the number of events.
  private mutating func decodeEvents(
    _ records: UnsafeRawPointer, count: Int, decoded: inout Int, into events: UnsafeMutablePointer<Event>, capacity: Int
  ) -> Int {
    let blockRecords = Int(DAT_BLOCK_RECORDS)
    let width = UInt32(min(header.geometry?.width ?? .max, 0x4000))
    let height = UInt32(min(header.geometry?.height ?? .max, 0x4000))
    let usesKernel = header.version == .two
    let isFirstOfStream = statistics.events == 0
    var index = 0
    var written = 0
    while index < count && written < capacity {
      var end = min(index + blockRecords, count)
      if usesKernel {
        // The kernel compares times with the record before, which must be the last one given.
        if index == 0 {
          end = 1
        } else if DATRecord(at: records, index: index - 1).ticks == clock.last {
          let run = dat_decode_records(
            records + index * DAT.recordByteCount, min(count - index, capacity - written), clock.base, width, height,
            events + written, &statistics.backwardSteps, kernelLevel)
          if run > 0 {
            index += run
            written += run
            clock.advance(to: DATRecord(at: records, index: index - 1).ticks)
            end = min(index + blockRecords, count)
          }
        }
      }
      while index < end && written < capacity {
        let record = DATRecord(at: records, index: index)
        let pixel = header.version == .two ? record.pixel : record.pixelOfVersionOne
        if pixel.x < width && pixel.y < height {
          let isBackwards = follow(record, isFirst: isFirstOfStream && written == 0)
          if isBackwards { statistics.backwardSteps += 1 }
          if pixel.hasUnexpectedBits { statistics.suspicious += 1 }
          events[written] = Event(
            time: clock.base &+ Int64(record.ticks), x: UInt16(truncatingIfNeeded: pixel.x),
            y: UInt16(truncatingIfNeeded: pixel.y), polarity: pixel.isOn ? .on : .off)
          written += 1
        } else {
          statistics.skip(.outOfRange, at: offset + UInt64(index * DAT.recordByteCount))
        }
        index += 1
      }
    }
    statistics.events += UInt64(written)
    decoded = index
    return written
  }
}
