public import Events

/// Decodes Event Stream version 2 with DVS or ATIS events.
///
/// Rows are counted from the top, whichever row is the first in the file. Of ATIS files the changes of brightness are
/// given; threshold crossings count as `notEvents`.
public struct EventStreamDecoder: EventDecoder {
  /// What the header says; nil until it has been read.
  public private(set) var description: StreamDescription?
  /// What has been decoded and skipped so far.
  public private(set) var statistics = DecodingStatistics()

  private let options: EventStreamOptions
  private let geometryOption: SensorGeometry?
  private var headerByteCount = EventStream.prefixByteCount
  private var failure: EventFormatError?
  private var kind = EventStream.Kind.dvs
  private var bounds = PixelBounds(nil)
  /// What rows are subtracted from; nil where they are counted from the top already.
  private var lastRow: Int32?
  private var time: Int64 = 0
  private var order = TimeOrder()
  /// The first bytes of the header or of an event whose rest has not arrived.
  private var partialRecord = PartialRecord()
  /// The number of bytes consumed without those in `partialRecord`.
  private var offset: UInt64 = 0

  /// Creates a decoder at the start of a stream.
  ///
  /// - Parameters:
  ///   - options: which row is the first in the file.
  ///   - geometry: outside of which events are skipped; it replaces the one in the header, except that rows are still
  ///     turned by the header's height.
  public init(options: EventStreamOptions = EventStreamOptions(), geometry: SensorGeometry? = nil) {
    self.options = options
    geometryOption = geometry
  }

  /// Decodes bytes that follow those of the last call.
  ///
  /// - Returns: the number of bytes consumed; less than all only when the batch is full.
  /// - Throws: `notThisFormat`, `badHeader` or `unsupported` for a header that cannot be read; and again at every later
  ///   call.
  public mutating func decode(_ bytes: RawSpan, into batch: inout EventBatch) throws(EventFormatError) -> Int {
    if let failure { throw failure }
    do throws(EventFormatError) {
      let consumed = try decodeHeader(bytes)
      guard description != nil else { return consumed }
      return consumed + decodeEvents(bytes.extracting(droppingFirst: consumed), into: &batch)
    } catch {
      failure = error
      throw error
    }
  }

  /// Ends the stream; an incomplete last event is counted as truncated.
  ///
  /// - Throws: `empty` for a stream without bytes, `badHeader` for one that ends in its header.
  public mutating func finish(into batch: inout EventBatch) throws(EventFormatError) {
    if let failure { throw failure }
    guard description != nil else {
      guard partialRecord.byteCount > 0 else {
        throw EventFormatError(.empty, "The stream is empty; an Event Stream file has at least its header", at: 0)
      }
      throw EventFormatError(
        .badHeader, "The Event Stream file ends inside its header of 20 bytes; it was cut off",
        at: UInt64(partialRecord.byteCount))
    }
    if partialRecord.byteCount > 0 { statistics.skip(.truncated, at: offset) }
    partialRecord.clear()
  }

  private mutating func decodeHeader(_ bytes: RawSpan) throws(EventFormatError) -> Int {
    var consumed = 0
    while description == nil {
      consumed += partialRecord.fill(to: headerByteCount, from: bytes.extracting(droppingFirst: consumed))
      guard partialRecord.byteCount == headerByteCount else { return consumed }
      let prefix = partialRecord.bytes
      guard headerByteCount > EventStream.prefixByteCount else {
        headerByteCount = try EventStreamHeader.byteCount(prefix: prefix)
        continue
      }
      begin(try EventStreamHeader(prefix))
    }
    return consumed
  }

  private mutating func begin(_ header: EventStreamHeader) {
    kind = header.kind
    bounds = PixelBounds(geometryOption ?? header.geometry)
    lastRow = options.origin == .bottomLeft ? Int32(header.geometry.height - 1) : nil
    offset = UInt64(headerByteCount)
    partialRecord.clear()
    let version = header.version.map { "\($0)" }.joined(separator: ".")
    description = StreamDescription(
      format: .eventStream, variant: "\(version) \(header.kind == .dvs ? "DVS" : "ATIS")",
      geometry: geometryOption ?? header.geometry, geometryOrigin: geometryOption == nil ? .header : .option)
  }

  private mutating func decodeEvents(_ bytes: RawSpan, into batch: inout EventBatch) -> Int {
    var consumed = 0
    if partialRecord.byteCount > 0 {
      guard !batch.isFull else { return 0 }
      consumed = partialRecord.fill(to: EventStream.eventByteCount, from: bytes)
      guard partialRecord.byteCount == EventStream.eventByteCount else { return consumed }
      var event = PartialRecord()
      swap(&event, &partialRecord)
      event.bytes.withUnsafeBytes { _ = decodeRun($0, into: &batch) }
      event.clear()
      partialRecord = event
    }
    bytes.extracting(droppingFirst: consumed).withUnsafeBytes { consumed += decodeRun($0, into: &batch) }
    guard consumed < bytes.byteCount, !batch.isFull else { return consumed }
    return consumed
      + partialRecord.fill(to: EventStream.eventByteCount, from: bytes.extracting(droppingFirst: consumed))
  }

  /// Decodes whole events and time bytes until the batch is full or an event breaks off.
  ///
  /// - Returns: the number of bytes decoded.
  private mutating func decodeRun(_ bytes: UnsafeRawBufferPointer, into batch: inout EventBatch) -> Int {
    var position = 0
    batch.withUnsafeFreeCapacity { free in
      var sink = EventSink(free, after: order)
      position = kind == .dvs ? decodeDVS(bytes, into: &sink) : decodeATIS(bytes, into: &sink)
      return sink.settle(into: &statistics, order: &order)
    }
    offset &+= UInt64(position)
    return position
  }

  private mutating func decodeDVS(_ bytes: UnsafeRawBufferPointer, into sink: inout EventSink) -> Int {
    var position = 0
    var time = time
    while position < bytes.count && !sink.isFull {
      let byte = bytes[position]
      guard byte < 0xFE else {
        // 0xFE is a keep-alive, 0xFF stands for time without events.
        if byte == 0xFF { time &+= 127 }
        position += 1
        continue
      }
      guard position + EventStream.eventByteCount <= bytes.count else { break }
      time &+= Int64(byte >> 1)
      put(bytes, at: position, time: time, isOn: byte & 1 == 1, into: &sink)
      position += EventStream.eventByteCount
    }
    self.time = time
    return position
  }

  private mutating func decodeATIS(_ bytes: UnsafeRawBufferPointer, into sink: inout EventSink) -> Int {
    var position = 0
    var time = time
    while position < bytes.count && !sink.isFull {
      let byte = bytes[position]
      guard byte & 0xFC != 0xFC else {
        time &+= 63 &* Int64(byte & 0b11)
        position += 1
        continue
      }
      guard position + EventStream.eventByteCount <= bytes.count else { break }
      time &+= Int64(byte >> 2)
      if byte & 1 == 0 {
        put(bytes, at: position, time: time, isOn: byte & 0b10 != 0, into: &sink)
      } else {
        statistics.skip(.notEvents, at: offset &+ UInt64(position))
      }
      position += EventStream.eventByteCount
    }
    self.time = time
    return position
  }

  @inline(__always)
  private mutating func put(
    _ bytes: UnsafeRawBufferPointer, at position: Int, time: Int64, isOn: Bool, into sink: inout EventSink
  ) {
    let pixel = bytes.number(UInt32.self, at: position &+ 1)
    let x = Int32(truncatingIfNeeded: pixel & 0xFFFF)
    let stored = Int32(truncatingIfNeeded: pixel >> 16)
    let y = lastRow.map { $0 &- stored } ?? stored
    guard bounds.contains(x: x, y: y) else {
      statistics.skip(.outOfRange, at: offset &+ UInt64(position))
      return
    }
    sink.put(
      Event(
        time: time, x: UInt16(truncatingIfNeeded: x), y: UInt16(truncatingIfNeeded: y), polarity: isOn ? .on : .off))
  }
}
