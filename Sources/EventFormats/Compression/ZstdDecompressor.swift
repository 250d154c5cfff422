internal import CZstd

/// Decompresses zstd frames, one behind the other, whose window is at most 64 MiB.
///
/// The context belongs to this object and is used by whoever holds the decoder that owns it, one thread at a time; hence
/// `Sendable`.
package final class ZstdDecompressor: StreamDecompressor, @unchecked Sendable {
  private static let maximumWindowLog: Int32 = 26

  private let context: OpaquePointer?

  /// Creates a decompressor.
  package init() {
    context = ZSTD_createDStream()
    if let context { ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, Self.maximumWindowLog) }
  }

  deinit { ZSTD_freeDStream(context) }

  package func decompress(
    _ source: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer
  ) throws(EventFormatError) -> (read: Int, written: Int) {
    guard let context else { throw EventFormatError(.damaged, "zstd cannot start: no memory", at: 0) }
    var input = ZSTD_inBuffer(src: source.baseAddress, size: source.count, pos: 0)
    var output = ZSTD_outBuffer(dst: target.baseAddress, size: target.count, pos: 0)
    let status = ZSTD_decompressStream(context, &output, &input)
    guard ZSTD_isError(status) == 0 else {
      throw EventFormatError(.damaged, "zstd frame is damaged (\(String(cString: ZSTD_getErrorName(status))))", at: 0)
    }
    guard input.pos > 0 || output.pos > 0 || source.isEmpty else {
      throw EventFormatError(.damaged, "zstd frame cannot be read any further", at: 0)
    }
    return (input.pos, output.pos)
  }

  package func reset() {
    if let context { ZSTD_DCtx_reset(context, ZSTD_reset_session_only) }
  }
}
