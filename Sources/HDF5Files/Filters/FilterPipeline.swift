import EventFormats

/// Undoes the filters of HDF5 chunks, with every size checked.
///
/// libhdf5's own pipeline trusts what a filter gives back, so chunks are read as they are stored and decoded here.
package struct FilterPipeline: ~Copyable {
  private let filters: [HDF5Filter]
  private let elementSize: Int
  private var first = ByteStore()
  private var second = ByteStore()

  /// Creates a pipeline; throws `unsupported` where it holds a filter that Saccade does not know.
  ///
  /// - Parameters:
  ///   - filters: in the order in which a writer applies them.
  ///   - elementSize: the bytes of one element.
  ///   - path: the dataset's, for messages.
  package init(_ filters: [HDF5Filter], elementSize: Int, path: String) throws(EventFormatError) {
    for filter in filters where !filter.isKnown {
      throw EventFormatError(
        .unsupported,
        "\(path) is compressed with \(filter.name): deflate, shuffle, fletcher32, lzf and blosc are read; "
          + "rewrite it with one of them, for example with h5repack", at: 0)
    }
    self.filters = filters
    self.elementSize = elementSize
  }

  /// Decodes one chunk.
  ///
  /// - Parameters:
  ///   - stored: its bytes in the file.
  ///   - mask: bit i is set where filter i was left out.
  ///   - size: the bytes it must decode to.
  /// - Returns: the decoded bytes, at least `size`; they are valid until the next call or until `stored` is changed.
  /// - Throws: `damaged` where a filter's data contradict themselves or give more or fewer bytes.
  package mutating func decode(
    _ stored: UnsafeRawBufferPointer, mask: UInt32, size: Int
  ) throws(EventFormatError) -> UnsafeRawPointer {
    // A checksum inside the pipeline adds four bytes to what the filters before it gave.
    let room = size + 4 * filters.count
    var current = stored
    var intoFirst = true
    for (index, filter) in filters.enumerated().reversed() where index >= 32 || mask >> UInt32(index) & 1 == 0 {
      if filter.identifier == HDF5Filter.fletcher32 {
        current = try Fletcher32.verified(current)
        continue
      }
      if intoFirst { first.reserve(room) } else { second.reserve(room) }
      let target = UnsafeMutableRawBufferPointer(start: intoFirst ? first.base : second.base, count: room)
      intoFirst.toggle()
      current = UnsafeRawBufferPointer(
        start: target.baseAddress, count: try apply(filter, current, target))
    }
    guard current.count == size, let base = current.baseAddress else {
      throw EventFormatError(.damaged, "chunk decodes to \(current.count) bytes instead of \(size)", at: 0)
    }
    return base
  }

  private func apply(
    _ filter: HDF5Filter, _ source: UnsafeRawBufferPointer, _ target: UnsafeMutableRawBufferPointer
  ) throws(EventFormatError) -> Int {
    switch filter.identifier {
    case HDF5Filter.deflate: try Deflate.decompress(source, into: target)
    case HDF5Filter.shuffle: Shuffle.undo(source, elementSize: shuffledSize(filter), into: target)
    case HDF5Filter.lzf: try LZF.decompress(source, into: target)
    default: try Blosc.decompress(source, into: target)
    }
  }

  private func shuffledSize(_ filter: HDF5Filter) -> Int {
    guard let size = filter.values.first, (1...4096).contains(size) else { return elementSize }
    return Int(size)
  }
}
