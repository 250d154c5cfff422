import CZlib
import EventFormats

/// Decompresses zlib streams, the form in which HDF5 stores deflate.
enum Deflate {
  /// Decompresses a whole stream and returns the number of bytes it gave; throws `damaged` where it is damaged or gives more
  /// than `target` holds.
  static func decompress(
    _ source: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer
  ) throws(EventFormatError) -> Int {
    guard let sourceBase = source.baseAddress, let targetBase = target.baseAddress else {
      throw EventFormatError(.damaged, "empty deflate stream", at: 0)
    }
    var stream = z_stream()
    stream.next_in = UnsafeMutablePointer(mutating: sourceBase.assumingMemoryBound(to: UInt8.self))
    stream.avail_in = UInt32(source.count)
    stream.next_out = targetBase.assumingMemoryBound(to: UInt8.self)
    stream.avail_out = UInt32(target.count)
    guard saccade_inflate_init(&stream) == Z_OK else {
      throw EventFormatError(.damaged, "zlib cannot start", at: 0)
    }
    defer { inflateEnd(&stream) }
    let status = inflate(&stream, Z_FINISH)
    guard status == Z_STREAM_END else {
      throw EventFormatError(
        .damaged, "deflate stream is damaged or gives more than \(target.count) bytes (zlib says \(status))",
        at: UInt64(stream.total_in))
    }
    return Int(stream.total_out)
  }
}
