internal import CZstd

extension ZstdFrame {
  /// Makes a frame of `content`; nil where memory is short.
  ///
  /// - Parameter level: 1 for speed, up to 19 for size.
  package static func compress(_ content: [UInt8], level: Int32) -> [UInt8]? {
    let capacity = ZSTD_compressBound(content.count)
    var size = 0
    let frame = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
      size = ZSTD_compress(buffer.baseAddress, capacity, content, content.count, level)
      count = ZSTD_isError(size) == 0 ? size : 0
    }
    return ZSTD_isError(size) == 0 ? frame : nil
  }
}
