internal import CLZ4

extension LZ4Frame {
  /// Makes a frame of `content`; nil where memory is short.
  ///
  /// - Parameter level: 0 for speed, 3...12 for size.
  package static func compress(_ content: [UInt8], level: Int32) -> [UInt8]? {
    var preferences = LZ4F_preferences_t()
    preferences.compressionLevel = level
    let capacity = LZ4F_compressFrameBound(content.count, &preferences)
    var size = 0
    let frame = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
      size = LZ4F_compressFrame(buffer.baseAddress, capacity, content, content.count, &preferences)
      count = LZ4F_isError(size) == 0 ? size : 0
    }
    return LZ4F_isError(size) == 0 ? frame : nil
  }
}
