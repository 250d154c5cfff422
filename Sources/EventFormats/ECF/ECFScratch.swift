internal import CEventKernels

/// Column-wise room for the events of one ECF chunk, with slack behind each column so that runs can be written in whole
/// vectors.
///
/// The memory is reached only through the decoder that owns it, one chunk at a time; hence `Sendable`.
final class ECFScratch: @unchecked Sendable {
  /// Elements behind each column that may be written over.
  static let slack = Int(ECF_COLUMN_SLACK)

  let times: UnsafeMutablePointer<Int64>
  let rows: UnsafeMutablePointer<UInt16>
  let columns: UnsafeMutablePointer<UInt16>
  let polarities: UnsafeMutablePointer<UInt8>
  /// For each 5-bit mask of an x word: the offsets of its pixels from the word's x, and in the last lane their number.
  let maskedOffsets: UnsafeMutablePointer<SIMD8<UInt16>>

  init() {
    let capacity = ECF.maximumEventCount + Self.slack
    times = .allocate(capacity: capacity)
    rows = .allocate(capacity: capacity)
    columns = .allocate(capacity: capacity)
    polarities = .allocate(capacity: capacity)
    maskedOffsets = .allocate(capacity: 32)
    for mask in 0..<32 {
      var offsets = SIMD8<UInt16>()
      var pixels = 1
      for bit in 0..<5 where mask >> (4 - bit) & 1 == 1 {
        offsets[pixels] = UInt16(bit + 1)
        pixels += 1
      }
      offsets[7] = UInt16(pixels)
      maskedOffsets[mask] = offsets
    }
  }

  /// The columns as the kernel takes them.
  var kernelColumns: ecf_columns { ecf_columns(times: times, rows: rows, columns: columns, polarities: polarities) }

  deinit {
    times.deallocate()
    rows.deallocate()
    columns.deallocate()
    polarities.deallocate()
    maskedOffsets.deallocate()
  }
}
