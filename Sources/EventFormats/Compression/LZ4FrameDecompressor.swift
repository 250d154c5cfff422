internal import CLZ4

/// Decompresses LZ4 frames, one behind the other.
///
/// The context belongs to this object and is used by whoever holds the decoder that owns it, one thread at a time; hence
/// `Sendable`.
package final class LZ4FrameDecompressor: StreamDecompressor, @unchecked Sendable {
  private let context: OpaquePointer?

  /// Creates a decompressor.
  package init() {
    var context: OpaquePointer?
    let status = LZ4F_createDecompressionContext(&context, UInt32(LZ4F_VERSION))
    self.context = LZ4F_isError(status) == 0 ? context : nil
  }

  deinit { LZ4F_freeDecompressionContext(context) }

  package func decompress(
    _ source: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer
  ) throws(EventFormatError) -> (read: Int, written: Int) {
    guard let context else { throw EventFormatError(.damaged, "LZ4 cannot start: no memory", at: 0) }
    var read = source.count
    var written = target.count
    let status = LZ4F_decompress(context, target.baseAddress, &written, source.baseAddress, &read, nil)
    guard LZ4F_isError(status) == 0 else {
      throw EventFormatError(
        .damaged, "LZ4 frame is damaged (\(String(cString: LZ4F_getErrorName(status))))", at: 0)
    }
    guard read > 0 || written > 0 || source.isEmpty else {
      throw EventFormatError(.damaged, "LZ4 frame cannot be read any further", at: 0)
    }
    return (read, written)
  }

  package func reset() {
    if let context { LZ4F_resetDecompressionContext(context) }
  }
}
