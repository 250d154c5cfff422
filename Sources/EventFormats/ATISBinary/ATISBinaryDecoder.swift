public import Events

/// Decodes the 5-byte records of ATIS recordings.
public struct ATISBinaryDecoder: EventDecoder {
  /// The format, and the sensor's size where it was given: the stream itself says nothing.
  public let description: StreamDescription?
  /// What has been decoded and skipped so far; `timeWraps` counts the records that stand for an overflow of the time.
  public private(set) var statistics = DecodingStatistics()

  var partialRecord = PartialRecord()
  var offset: UInt64 = 0
  private let bounds: PixelBounds
  private var base: Int64 = 0
  private var order = TimeOrder()

  /// Creates a decoder at the start of a stream.
  ///
  /// - Parameter geometry: the sensor's size, outside of which events are skipped.
  public init(geometry: SensorGeometry? = nil) {
    bounds = PixelBounds(geometry)
    description = StreamDescription(
      format: .atisBinary, geometry: geometry, geometryOrigin: geometry == nil ? nil : .option)
  }

  /// Decodes bytes that follow those of the last call.
  ///
  /// - Returns: the number of bytes consumed; less than all only when the batch is full.
  public mutating func decode(_ bytes: RawSpan, into batch: inout EventBatch) throws(EventFormatError) -> Int {
    decodeRecords(of: bytes, into: &batch)
  }

  /// Ends the stream; an incomplete last record is counted as truncated.
  ///
  /// - Throws: `empty` for a stream without bytes.
  public mutating func finish(into batch: inout EventBatch) throws(EventFormatError) {
    guard offset > 0 || partialRecord.byteCount > 0 else {
      throw EventFormatError(.empty, "The stream is empty; an ATIS recording has records of 5 bytes", at: 0)
    }
    if partialRecord.byteCount > 0 { statistics.skip(.truncated, at: offset) }
    partialRecord.clear()
  }
}

extension ATISBinaryDecoder: RecordStreamDecoder {
  var recordByteCount: Int { ATISBinary.recordByteCount }

  mutating func decodeRecords(_ records: UnsafeRawPointer, count: Int, into batch: inout EventBatch) -> Int {
    var index = 0
    batch.withUnsafeFreeCapacity { free in
      var sink = EventSink(free, after: order)
      while index < count && !sink.isFull {
        let record = ATISBinary.Record(at: records + index &* ATISBinary.recordByteCount)
        if record.isOverflow {
          base &+= ATISBinary.overflowMicroseconds
          statistics.timeWraps &+= 1
        } else if bounds.contains(x: Int32(record.x), y: Int32(record.y)) {
          sink.put(
            Event(
              time: base &+ Int64(record.ticks), x: UInt16(record.x), y: UInt16(record.y),
              polarity: record.isOn ? .on : .off))
        } else {
          statistics.skip(.outOfRange, at: offset &+ UInt64(index * ATISBinary.recordByteCount))
        }
        index &+= 1
      }
      return sink.settle(into: &statistics, order: &order)
    }
    return index
  }
}
