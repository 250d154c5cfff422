import EventFormats

/// HDF5's Fletcher-32 checksum: four bytes behind a chunk's data.
enum Fletcher32 {
  /// The data without their checksum; throws `damaged` where it does not match.
  static func verified(_ bytes: UnsafeRawBufferPointer) throws(EventFormatError) -> UnsafeRawBufferPointer {
    guard bytes.count >= 4, let base = bytes.baseAddress else {
      throw EventFormatError(.damaged, "chunk of \(bytes.count) bytes has no checksum", at: 0)
    }
    let data = UnsafeRawBufferPointer(start: base, count: bytes.count - 4)
    let stored = base.loadUnaligned(fromByteOffset: data.count, as: UInt32.self)
    let computed = checksum(data)
    // Old writers on little-endian machines stored the bytes of each half swapped.
    let swapped = (computed & 0xFF00_FF00) >> 8 | (computed & 0x00FF_00FF) << 8
    guard stored == computed || stored == swapped else {
      throw EventFormatError(.damaged, "chunk's checksum is \(computed), the file says \(stored)", at: 0)
    }
    return data
  }

  /// The checksum over big-endian 16-bit words, an odd last byte being the upper half of a word.
  static func checksum(_ data: UnsafeRawBufferPointer) -> UInt32 {
    var first: UInt32 = 0
    var second: UInt32 = 0
    var index = 0
    func fold(_ sum: UInt32) -> UInt32 { (sum & 0xFFFF) + (sum >> 16) }
    while index < data.count {
      let word = UInt32(data[index]) << 8 | (index + 1 < data.count ? UInt32(data[index + 1]) : 0)
      first = fold(first + word)
      second = fold(second + first)
      index += 2
    }
    return fold(second) << 16 | fold(first)
  }
}
