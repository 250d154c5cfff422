import EventFormats
public import Events

/// Writes a format that is a stream of bytes.
public final class StreamWriter: RecordingWriter {
  private var encoder: any EventEncoder
  private var output: ByteOutput
  private var bytes: [UInt8] = []

  /// How many bytes are encoded before they are written.
  private static let writeByteCount = 1 << 18

  /// Starts a file.
  init(
    _ encoding: EventEncoding, path: String, overwrites: Bool, growsInPlace: Bool = false, options: EncodingOptions
  ) throws(RecordingError) {
    output = try ByteOutput(path: path, overwrites: overwrites, growsInPlace: growsInPlace)
    var options = options
    options.canReviseHeader = options.canReviseHeader || output.isRegularFile
    do throws(EventFormatError) { encoder = try encoding.makeEncoder(options: options) } catch {
      throw RecordingError(error, path: path)
    }
  }

  /// Bytes written so far, those in memory included.
  public var byteCount: UInt64 { output.byteCount + UInt64(bytes.count) }

  /// Appends events and triggers; each trigger stands before the first event that is later.
  public func write(_ batch: borrowing EventBatch) throws(RecordingError) {
    do { try encoder.encode(batch, into: &bytes) } catch { throw RecordingError(error, path: output.path) }
    if bytes.count >= Self.writeByteCount { try flush() }
  }

  /// Ends the stream and gives the file its name.
  public func finish() throws(RecordingError) {
    do { try encoder.finish(into: &bytes) } catch { throw RecordingError(error, path: output.path) }
    try flush()
    if output.isRegularFile, let header = (encoder as? any HeaderRevisingEncoder)?.revisedHeader {
      try output.rewrite(header)
    }
    try output.finish()
  }

  /// Writes what is in memory.
  public func flush() throws(RecordingError) {
    try output.write(bytes)
    bytes.removeAll(keepingCapacity: true)
  }
}
