import CHDF5
import EventFormats

/// A dataset of integers of one type, in chunks compressed with Blosc.
final class ColumnDataset<Value: FixedWidthInteger & BitwiseCopyable> {
  private let dataset: ChunkedDataset
  private let compression: DSECCompression
  private var values: [Value] = []
  private var compressed: [UInt8]

  /// Makes an empty dataset.
  init(
    _ path: String, in file: HDF5File, type: hid_t, chunkElements: Int, compression: DSECCompression
  ) throws(EventFormatError) {
    let size = MemoryLayout<Value>.size
    // Version of the filter, version of the format, element, chunk, level, byte shuffle, compressor.
    let parameters: [UInt32] = [
      2, 2, UInt32(size), UInt32(chunkElements * size), UInt32(compression.level), 1, compression.compressor.number,
    ]
    dataset = try ChunkedDataset(
      path, in: file, type: type, chunkElements: chunkElements,
      filter: HDF5Filter(identifier: HDF5Filter.blosc, values: parameters))
    self.compression = compression
    values.reserveCapacity(chunkElements)
    compressed = [UInt8](repeating: 0, count: Blosc.maximumLength(of: chunkElements * size))
  }

  /// Appends values.
  func append(_ added: [Value]) throws(EventFormatError) {
    var position = 0
    while position < added.count {
      let count = min(added.count - position, dataset.chunkElements - values.count)
      values.append(contentsOf: added[position..<(position + count)])
      position += count
      if values.count == dataset.chunkElements { try flush() }
    }
  }

  /// Writes what is left.
  func finish() throws(EventFormatError) {
    if !values.isEmpty { try flush() }
  }

  private func flush() throws(EventFormatError) {
    let count = values.count
    // A filter sees whole chunks only.
    values.append(contentsOf: repeatElement(0, count: dataset.chunkElements - count))
    var result = Result<Int, EventFormatError>.success(0)
    values.withUnsafeBytes { source in
      compressed.withUnsafeMutableBytes { target in
        result = Result { () throws(EventFormatError) in
          try Blosc.compress(
            source, elementSize: MemoryLayout<Value>.size, compressor: compression.compressor.rawValue,
            level: Int32(compression.level), into: target)
        }
      }
    }
    try dataset.write(Array(compressed[..<(try result.get())]), elements: count, isFiltered: true)
    values.removeAll(keepingCapacity: true)
  }
}
