import CBlosc
import EventFormats

/// Blosc buffers, one a chunk.
package enum Blosc {
  /// The compressors that libblosc was built with, such as `blosclz`, `lz4`, `zlib` and `zstd`.
  package static var compressors: [String] {
    guard let list = blosc_list_compressors() else { return [] }
    return String(cString: list).split(separator: ",").map(String.init)
  }

  /// Decompresses a buffer and returns the number of bytes it gave; throws `damaged` where its header contradicts its size, or
  /// it does not fit into `target`.
  package static func decompress(
    _ source: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer
  ) throws(EventFormatError) -> Int {
    // The buffer's own header tells its length; a chunk may be padded behind it but must not be shorter.
    guard source.count >= Int(BLOSC_MIN_HEADER_LENGTH), let base = source.baseAddress else {
      throw EventFormatError(.damaged, "Blosc buffer of \(source.count) bytes has no header", at: 0)
    }
    let length = Int(base.loadUnaligned(fromByteOffset: 12, as: UInt32.self))
    var size = 0
    guard length <= source.count, blosc_cbuffer_validate(base, length, &size) == 0 else {
      throw EventFormatError(
        .damaged, "Blosc header says \(length) bytes, there are \(source.count), or contradicts itself", at: 0)
    }
    guard size <= target.count else {
      throw EventFormatError(.damaged, "Blosc buffer gives \(size) bytes instead of \(target.count)", at: 0)
    }
    let written = blosc_decompress_ctx(base, target.baseAddress, target.count, 1)
    guard written == size else {
      throw EventFormatError(.damaged, "Blosc data are damaged (libblosc says \(written))", at: 0)
    }
    return size
  }

  /// Compresses bytes to a buffer in `target` and returns its length; `target` must have room for `maximumLength(of:)`.
  package static func compress(
    _ source: UnsafeRawBufferPointer, elementSize: Int, compressor: String, level: Int32,
    into target: UnsafeMutableRawBufferPointer
  ) throws(EventFormatError) -> Int {
    let length = blosc_compress_ctx(
      level, BLOSC_SHUFFLE, elementSize, source.count, source.baseAddress, target.baseAddress, target.count,
      compressor, 0, 1)
    guard length > 0 else {
      throw EventFormatError(
        .notRepresentable,
        "libblosc cannot compress with \(compressor); it knows \(compressors.joined(separator: ", "))", at: 0)
    }
    return Int(length)
  }

  /// The most bytes that a buffer of `size` bytes takes when compressed.
  package static func maximumLength(of size: Int) -> Int { size + Int(BLOSC_MAX_OVERHEAD) }
}
