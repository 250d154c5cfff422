internal import CBZip2

/// Decompresses one bzip2 stream; bytes behind its end are read and ignored.
///
/// The stream belongs to this object and is used by whoever holds the decoder that owns it, one thread at a time; hence
/// `Sendable`.
package final class BZip2Decompressor: StreamDecompressor, @unchecked Sendable {
  // libbz2 keeps the address of the stream, so that it must not move.
  private let stream = UnsafeMutablePointer<bz_stream>.allocate(capacity: 1)
  private var isReady = false
  private var isAtEnd = false

  /// Creates a decompressor.
  package init() {
    stream.initialize(to: bz_stream())
    start()
  }

  deinit {
    end()
    stream.deallocate()
  }

  package func decompress(
    _ source: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer
  ) throws(EventFormatError) -> (read: Int, written: Int) {
    guard isReady else { throw EventFormatError(.damaged, "bzip2 cannot start: no memory", at: 0) }
    if isAtEnd { return (source.count, 0) }
    let available = UInt32(clamping: source.count)
    let room = UInt32(clamping: target.count)
    stream.pointee.next_in = UnsafeMutablePointer(
      mutating: source.baseAddress?.assumingMemoryBound(to: CChar.self))
    stream.pointee.avail_in = available
    stream.pointee.next_out = target.baseAddress?.assumingMemoryBound(to: CChar.self)
    stream.pointee.avail_out = room
    let status = BZ2_bzDecompress(stream)
    let read = Int(available - stream.pointee.avail_in)
    let written = Int(room - stream.pointee.avail_out)
    isAtEnd = status == BZ_STREAM_END
    guard isAtEnd || status == BZ_OK, read > 0 || written > 0 || isAtEnd || source.isEmpty else {
      throw EventFormatError(.damaged, "bzip2 stream is damaged (libbz2 says \(status))", at: 0)
    }
    return (read, written)
  }

  package func reset() {
    end()
    start()
  }

  private func start() {
    stream.pointee = bz_stream()
    isReady = BZ2_bzDecompressInit(stream, 0, 0) == BZ_OK
    isAtEnd = false
  }

  private func end() {
    if isReady { BZ2_bzDecompressEnd(stream) }
    isReady = false
  }
}
