public import Events

/// Writes the events of a stream into a file; used by one thread at a time.
public protocol RecordingWriter: AnyObject {
  /// Bytes written so far.
  var byteCount: UInt64 { get }

  /// Appends the events and triggers of a batch.
  ///
  /// - Throws: `notRepresentable` where the format cannot hold them, `notWritable`.
  func write(_ batch: borrowing EventBatch) throws(RecordingError)

  /// Writes what is in memory, as far as the format can end anywhere.
  ///
  /// - Throws: `notWritable`.
  func flush() throws(RecordingError)

  /// Ends the file and gives it its name; without this call there will be none.
  func finish() throws(RecordingError)
}

extension RecordingWriter {
  /// Does nothing: for formats that a library writes.
  public func flush() throws(RecordingError) {}
}
