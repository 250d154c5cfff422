public import Events

/// Decodes events as they are in memory: records of 16 bytes with x u16, y u16, polarity i32 and time i64, little-endian.
public struct EventRecordDecoder: RecordStreamDecoder, LossTolerantDecoder {
  /// What is known of the stream.
  public let description: StreamDescription?
  /// What has been decoded and what has been skipped so far.
  public private(set) var statistics = DecodingStatistics()
  var partialRecord = PartialRecord()
  var offset: UInt64 = 0
  let recordByteCount = 16

  private let bounds: PixelBounds
  private var order = TimeOrder()

  /// Creates a decoder.
  ///
  /// - Parameter geometry: the sensor's size; events outside it are skipped and counted.
  public init(geometry: SensorGeometry? = nil) {
    bounds = PixelBounds(geometry)
    description = StreamDescription(
      format: .events, geometry: geometry, geometryOrigin: geometry == nil ? nil : .option)
  }

  /// Decodes bytes that follow those of the last call; see `EventDecoder`.
  public mutating func decode(_ bytes: RawSpan, into batch: inout EventBatch) -> Int {
    decodeRecords(of: bytes, into: &batch)
  }

  /// Ends the stream: counts a record that is cut off.
  public mutating func finish(into batch: inout EventBatch) { noteLostBytes() }

  /// Says that bytes before the next ones were lost, which begin with a record: one that was cut off is counted.
  public mutating func noteLostBytes() {
    if partialRecord.byteCount > 0 { statistics.skip(.truncated, at: offset) }
    partialRecord.clear()
  }

  mutating func decodeRecords(_ records: UnsafeRawPointer, count: Int, into batch: inout EventBatch) -> Int {
    var index = 0
    while index < count, !batch.isFull {
      let record = records + index * recordByteCount
      let x = UInt16(littleEndian: record.loadUnaligned(as: UInt16.self))
      let y = UInt16(littleEndian: record.loadUnaligned(fromByteOffset: 2, as: UInt16.self))
      let polarity = Int32(littleEndian: record.loadUnaligned(fromByteOffset: 4, as: Int32.self))
      let time = Int64(littleEndian: record.loadUnaligned(fromByteOffset: 8, as: Int64.self))
      if polarity & 1 != polarity {
        statistics.skip(.malformed, at: offset &+ UInt64(index * recordByteCount))
      } else if !bounds.contains(x: Int32(x), y: Int32(y)) {
        statistics.skip(.outOfRange, at: offset &+ UInt64(index * recordByteCount))
      } else {
        if order.follow(time) { statistics.backwardSteps += 1 }
        statistics.events += 1
        batch.append(Event(time: time, x: x, y: y, polarity: polarity == 1 ? .on : .off))
      }
      index += 1
    }
    return index
  }
}
