import Events

/// A decoder of records of one size that follow each other; `decodeRecords(of:into:)` cuts pieces of the stream into
/// records.
protocol RecordStreamDecoder: EventDecoder {
  /// The bytes of a record that was cut off by the end of the last piece.
  var partialRecord: PartialRecord { get set }

  /// The byte offset in the stream of the first record not yet decoded.
  var offset: UInt64 { get set }

  /// The size of a record, at least 1.
  var recordByteCount: Int { get }

  /// Decodes whole records, of which the first stands at `offset`.
  ///
  /// - Returns: the number of records decoded; fewer than `count` only when the batch is full, and at least one when it
  ///   is not.
  mutating func decodeRecords(_ records: UnsafeRawPointer, count: Int, into batch: inout EventBatch) -> Int
}

extension RecordStreamDecoder {
  /// Decodes a piece of the stream that may begin and end inside records.
  ///
  /// - Returns: the number of bytes consumed; less than all only when the batch is full.
  mutating func decodeRecords(of bytes: RawSpan, into batch: inout EventBatch) -> Int {
    let size = recordByteCount
    var consumed = 0
    if partialRecord.byteCount > 0 {
      guard !batch.isFull else { return 0 }
      consumed = partialRecord.fill(to: size, from: bytes)
      guard partialRecord.byteCount == size else { return consumed }
      var record = PartialRecord()
      swap(&record, &partialRecord)
      record.bytes.withUnsafeBytes { bytes in
        guard let start = bytes.baseAddress else { return }
        _ = decodeRecords(start, count: 1, into: &batch)
      }
      record.clear()
      partialRecord = record
      offset &+= UInt64(size)
    }
    let count = (bytes.byteCount - consumed) / size
    let decoded =
      bytes.withUnsafeBytes { bytes in
        guard let start = bytes.baseAddress, count > 0 else { return 0 }
        return decodeRecords(start + consumed, count: count, into: &batch)
      }
    consumed += decoded * size
    offset &+= UInt64(decoded * size)
    guard decoded == count else { return consumed }
    return consumed + partialRecord.fill(to: size, from: bytes.extracting(droppingFirst: consumed))
  }
}
