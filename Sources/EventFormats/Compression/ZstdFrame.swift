internal import CZstd

/// Decompresses zstd frames.
///
/// Source: https://datatracker.ietf.org/doc/html/rfc8878
package struct ZstdFrame: Sendable {
  /// Frames that need more than 2^24 bytes of history are refused, unless their whole content fits where it goes.
  private static let windowLogLimit: Int32 = 24

  /// The library's working memory.
  ///
  /// It is `@unchecked Sendable` because `ZstdFrame` uses it only while it is the one that refers to it, and nothing in
  /// it outlives a call.
  private final class Context: @unchecked Sendable {
    let stream: OpaquePointer?

    init() {
      stream = ZSTD_createDCtx()
      if let stream { ZSTD_DCtx_setParameter(stream, ZSTD_d_windowLogMax, windowLogLimit) }
    }

    deinit { ZSTD_freeDCtx(stream) }
  }

  private var context: Context?

  /// Creates a decompressor; memory is taken at the first frame.
  package init() {}

  /// Decompresses the frame that `frame` begins with, of which the end may be missing.
  ///
  /// - Parameters:
  ///   - frame: the compressed bytes.
  ///   - content: where the decompressed bytes are put; must be empty.
  ///   - limit: the largest number of bytes that may come out.
  package mutating func decompress(
    _ frame: UnsafeRawBufferPointer, into content: inout DecompressedBytes, limit: Int
  ) -> DecompressionResult {
    let size = ZSTD_getFrameContentSize(frame.baseAddress, frame.count)
    // The two largest numbers mean "unknown" and "not a frame, or not all of its header".
    let isKnown = size < UInt64.max - 1
    if isKnown && size > UInt64(limit) { return .tooLarge }
    if !isKnownUniquelyReferenced(&context) { context = Context() }
    guard let stream = context?.stream, !isError(ZSTD_DCtx_reset(stream, ZSTD_reset_session_only)) else {
      return .malformed
    }
    _ = content.reserve(isKnown ? Int(size) : 2 * frame.count, limit: limit)
    var input = ZSTD_inBuffer(src: frame.baseAddress, size: frame.count, pos: 0)
    while true {
      let hasRoom = content.reserve(1, limit: limit)
      let inputPosition = input.pos
      var remaining = 0
      var isOutputFull = false
      let added = content.append(limit: limit) { storage, start in
        var output = ZSTD_outBuffer(dst: storage.baseAddress, size: storage.count, pos: start)
        remaining = ZSTD_decompressStream(stream, &output, &input)
        isOutputFull = output.pos == output.size
        return output.pos - start
      }
      if isError(remaining) { return .malformed }
      if remaining == 0 { return .complete }
      if !hasRoom { return .tooLarge }
      if input.pos == input.size && !isOutputFull { return .truncated }
      if added == 0 && input.pos == inputPosition { return .malformed }
    }
  }

  private func isError(_ code: Int) -> Bool { ZSTD_isError(code) != 0 }
}
