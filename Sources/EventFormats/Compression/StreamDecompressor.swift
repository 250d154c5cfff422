/// Decompresses a stream that arrives in pieces, with bounded memory.
package protocol StreamDecompressor: AnyObject, Sendable {
  /// Reads from `source` and writes to `target` as far as both allow.
  ///
  /// - Returns: the bytes read and written; both are 0 only where `source` is empty and nothing is left to write.
  /// - Throws: `damaged`; the stream cannot be read any further then.
  func decompress(
    _ source: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer
  ) throws(EventFormatError) -> (read: Int, written: Int)

  /// Forgets the stream: a new one follows.
  func reset()
}
